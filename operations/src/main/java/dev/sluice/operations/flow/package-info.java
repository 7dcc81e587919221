// SPDX-License-Identifier: Apache-2.0
/** How the services are, and what flows through them, from what they say of themselves. */
package dev.sluice.operations.flow;
