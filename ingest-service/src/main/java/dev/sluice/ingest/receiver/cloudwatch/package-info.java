// SPDX-License-Identifier: Apache-2.0
/**
 * Receives from CloudWatch Logs subscription payloads in whatever envelope they come
 * (<a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html">subscription filters</a>).
 */
package dev.sluice.ingest.receiver.cloudwatch;
