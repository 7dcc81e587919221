// SPDX-License-Identifier: Apache-2.0
/** The service's settings. */
package dev.sluice.detector.settings;
