// SPDX-License-Identifier: Apache-2.0
/** Brings events of the lake back to Elasticsearch. */
package dev.sluice.sink.rehydration;
