// SPDX-License-Identifier: Apache-2.0
/** Reads Sigma rules of the category webserver. */
package dev.sluice.detector.sigma;
