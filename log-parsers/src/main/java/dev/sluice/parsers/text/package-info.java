// SPDX-License-Identifier: Apache-2.0
/** Lines without a form. */
package dev.sluice.parsers.text;
