// SPDX-License-Identifier: Apache-2.0
/** YAML files that say of each mistake where it stands. */
package dev.sluice.parsers.yaml;
