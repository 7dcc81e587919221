// SPDX-License-Identifier: Apache-2.0
/** Alerts as ECS events. */
package dev.sluice.detector.alert;
