// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.cloudwatch;

/** Where log events come from. */
record LogStream(String owner, String logGroup, String logStream) {}
