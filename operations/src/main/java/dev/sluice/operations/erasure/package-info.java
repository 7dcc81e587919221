// SPDX-License-Identifier: Apache-2.0
/** What is known of events that were deleted from the stores because somebody wanted to be forgotten. */
package dev.sluice.operations.erasure;
