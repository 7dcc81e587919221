// SPDX-License-Identifier: Apache-2.0
/** What Sluice relies on in a cluster that is not its own, checked. */
package dev.sluice.operations.doctor;
