// SPDX-License-Identifier: Apache-2.0
/** Secrets and personal data in text: ready detectors, which rules use and by which originals are hidden where people see them. */
package dev.sluice.model.sensitive;
