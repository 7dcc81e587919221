// SPDX-License-Identifier: Apache-2.0
/** What both sinks share: reading a topic partition by partition, committing, dead letters, back-off and what is measured. */
package dev.sluice.sink.driver;
