// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import java.util.List;

/**
 * A rule.
 *
 * @param name what dropped events are counted by
 * @param place in the file, for messages
 */
record CompiledRule(String name, String place, Condition condition, List<Action> actions) {}
