// SPDX-License-Identifier: Apache-2.0
/**
 * Receiver for Splunk's HTTP Event Collector
 * (<a href="https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/format-events-for-http-event-collector">events</a>,
 * <a href="https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/about-http-event-collector-indexer-acknowledgment">acknowledgement</a>).
 */
package dev.sluice.ingest.receiver.hec;
