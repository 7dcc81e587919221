// SPDX-License-Identifier: Apache-2.0
/** What people ask the parser over HTTP. */
package dev.sluice.parser.api;
