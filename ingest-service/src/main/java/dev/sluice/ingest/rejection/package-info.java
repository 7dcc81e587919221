// SPDX-License-Identifier: Apache-2.0
/** Why a request is rejected, and how each protocol says so. */
package dev.sluice.ingest.rejection;
