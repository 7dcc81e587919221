// SPDX-License-Identifier: Apache-2.0
/** Rules that change while the detector runs. */
package dev.sluice.detector.published;
