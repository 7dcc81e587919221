// SPDX-License-Identifier: Apache-2.0
/**
 * Formats that are declared in YAML and compiled at start: read ({@code FormatFileReader}), checked and compiled ({@code FormatCompiler}), and used
 * line by line ({@code DeclaredParser}).
 */
package dev.sluice.parsers.declared;
