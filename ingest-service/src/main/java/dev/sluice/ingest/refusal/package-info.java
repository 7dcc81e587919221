// SPDX-License-Identifier: Apache-2.0
/** What was wrong with a request, before a door puts it into its protocol's words. */
package dev.sluice.ingest.refusal;
