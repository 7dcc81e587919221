// SPDX-License-Identifier: Apache-2.0
/** The hot store: events as documents in Elasticsearch data streams. */
package dev.sluice.sink.elasticsearch;
