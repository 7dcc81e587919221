// SPDX-License-Identifier: Apache-2.0
/** Scenarios in CrowdSec's form. */
package dev.sluice.detector.crowdsec;
