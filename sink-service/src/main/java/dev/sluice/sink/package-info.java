// SPDX-License-Identifier: Apache-2.0
/** Stores events in Elasticsearch and in the lake, each independent of the other. */
package dev.sluice.sink;
