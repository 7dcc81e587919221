// SPDX-License-Identifier: Apache-2.0
/** Amazon CloudWatch Logs subscription payloads in all their wrappings. */
package dev.sluice.parsers.cloudwatch;
