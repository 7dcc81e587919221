// SPDX-License-Identifier: Apache-2.0
/** Deletes the events of one person from all stores: what is the same for all of them, and in which order. */
package dev.sluice.sink.erasure;
