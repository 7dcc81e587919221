// SPDX-License-Identifier: Apache-2.0
/** Who should be kept out for now. */
package dev.sluice.detector.block;
