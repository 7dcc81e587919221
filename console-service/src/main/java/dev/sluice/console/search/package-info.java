// SPDX-License-Identifier: Apache-2.0
/** Events in Elasticsearch. */
package dev.sluice.console.search;
