// SPDX-License-Identifier: Apache-2.0
/**
 * Receiver for Splunk's HTTP Event Collector: "Format events for HTTP Event Collector" and "About HTTP Event Collector Indexer Acknowledgment" in
 * <a href="https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data">Splunk's manual</a>.
 */
package dev.sluice.ingest.receiver.hec;
