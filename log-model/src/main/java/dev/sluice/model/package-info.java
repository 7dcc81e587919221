// SPDX-License-Identifier: Apache-2.0
/** The words that all modules share: topics, record headers, formats, data streams, event ids and dead-letter reasons. */
package dev.sluice.model;
