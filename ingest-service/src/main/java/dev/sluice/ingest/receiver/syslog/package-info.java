// SPDX-License-Identifier: Apache-2.0
/**
 * Receiver for syslog: UDP (RFC 5426), TCP (RFC 6587) and TLS (RFC 5425). Takes messages apart from each other and nothing else: what is in them is
 * the parser's business.
 */
package dev.sluice.ingest.receiver.syslog;
