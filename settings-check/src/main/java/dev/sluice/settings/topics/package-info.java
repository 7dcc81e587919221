// SPDX-License-Identifier: Apache-2.0
/** Settings of topics that several services have: {@code sluice.topics.*}. */
package dev.sluice.settings.topics;
