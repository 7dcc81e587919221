// SPDX-License-Identifier: Apache-2.0
/** What is known about addresses and user agents: looked up once, remembered as finished JSON. */
package dev.sluice.parser.enrich;
