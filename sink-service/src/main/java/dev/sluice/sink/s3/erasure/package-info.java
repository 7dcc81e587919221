// SPDX-License-Identifier: Apache-2.0
/** Writes objects of the lake anew without the events of one person. */
package dev.sluice.sink.s3.erasure;
