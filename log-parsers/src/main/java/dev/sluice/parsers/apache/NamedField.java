// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

/**
 * A field below {@code apache.access} for what ECS has no name for.
 *
 * @param group object in between, such as {@code request_headers}, or null
 * @param number whether the value is a number
 */
record NamedField(String group, String name, boolean number) {}
