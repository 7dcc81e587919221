// SPDX-License-Identifier: Apache-2.0

/** Keeps a service from starting with a setting that there is not. Depends on Spring Boot and on nothing of a service. */
package dev.sluice.settings;
