// SPDX-License-Identifier: Apache-2.0
/** Tells alerts to a server of the user's, signed, until it has taken them. */
package dev.sluice.detector.webhook;
