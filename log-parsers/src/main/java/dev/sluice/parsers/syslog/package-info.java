// SPDX-License-Identifier: Apache-2.0
/** Syslog: RFC 5424, RFC 3164, and what devices make of them. */
package dev.sluice.parsers.syslog;
