// SPDX-License-Identifier: Apache-2.0
/** Who may send, what, and how much: tokens, and what hangs on them. */
package dev.sluice.ingest.auth;
