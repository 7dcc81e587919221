// SPDX-License-Identifier: Apache-2.0
/**
 * Receives from whatever sends to Elasticsearch: {@code _bulk}
 * (<a href="https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk">bulk API</a>) and the questions that clients ask first.
 */
package dev.sluice.ingest.receiver.bulk;
