// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds limits, samples, look-ups and detections that read what an earlier action has hidden: they would take all values for one. */
final class MaskedReads {

    /** Fields by which detections and dashboards group events. */
    private static final List<String> OF_DETECTIONS =
            List.of("source.ip", "source.address", "user.name", "url.path", "user_agent.original");

    private MaskedReads() {}

    static List<String> of(List<CompiledRule> rules, FieldNumbers fields) {
        List<String> warnings = new ArrayList<>();
        Map<String, String> hidden = new LinkedHashMap<>();
        for (CompiledRule rule : rules) {
            for (Action action : rule.actions()) {
                int read = read(action);
                if (read >= 0 && hidden.containsKey(fields.path(read))) {
                    warnings.add(rule.place() + ": the rule '" + rule.name() + "' reads " + fields.path(read)
                            + ", which " + hidden.get(fields.path(read))
                            + " hides before it: put it before that rule, or read another field");
                }
                String path = hiddenBy(action, fields);
                if (path != null
                        && hidden.putIfAbsent(path, "the rule '" + rule.name() + "'") == null
                        && OF_DETECTIONS.contains(path)) {
                    warnings.add(rule.place() + ": the rule '" + rule.name() + "' hides " + path
                            + ", by which detections tell one client or user from another"
                            + (isHash(action) ? ": its hash still does" : ""));
                }
            }
        }
        return warnings;
    }

    private static int read(Action action) {
        return switch (action) {
            case Action.Limit limit -> limit.by();
            case Action.Sample sample -> sample.by();
            case Action.ParseUserAgent parse -> parse.field();
            case Action.ParseByFormat parse -> parse.field();
            case Action.ParseJson parse -> parse.field();
            case Action.ParseQuery parse -> parse.field();
            default -> -1;
        };
    }

    private static String hiddenBy(Action action, FieldNumbers fields) {
        return switch (action) {
            case Action.MaskField mask -> fields.path(mask.field());
            case Action.HashTo hash -> hash.field().text();
            case Action.Remove remove -> remove.field().text();
            default -> null;
        };
    }

    private static boolean isHash(Action action) {
        return action instanceof Action.MaskField mask && mask.mask() instanceof Placeholder.Hash;
    }
}
