// SPDX-License-Identifier: Apache-2.0
/** The first line of HTTP requests, which many logs hold. */
package dev.sluice.parsers.http;
