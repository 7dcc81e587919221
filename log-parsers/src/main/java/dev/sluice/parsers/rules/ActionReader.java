// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;
import dev.sluice.model.DataStream;
import dev.sluice.model.Store;
import dev.sluice.model.sensitive.Detector;
import dev.sluice.model.sensitive.SensitiveText;
import dev.sluice.parsers.json.EcsSchema;
import dev.sluice.parsers.yaml.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads and compiles actions: each is a map of one name to what it needs, or a name alone. */
final class ActionReader {

    private static final List<String> ACTIONS = List.of(
            "keep", "drop", "sample", "limit", "route", "mask", "hash", "remove", "rename", "copy", "set", "add",
            "split", "parse");

    /** Longer than any dataset that is for one purpose would keep events. */
    private static final int MOST_BURST = 1_000_000_000;

    private final FieldNumbers fields;
    private final HashKey hashKey;

    /** @param hashKey null where there is none */
    ActionReader(FieldNumbers fields, HashKey hashKey) {
        this.fields = fields;
        this.hashKey = hashKey;
    }

    /** The actions that one entry of a list stands for. */
    List<Action> read(YamlValue value) {
        if (value.isText()) {
            return List.of(
                    switch (value.text()) {
                        case "keep" -> new Action.Keep();
                        case "drop" -> new Action.Drop();
                        default -> throw unknown(value, value.text());
                    });
        }
        Map<String, YamlValue> members = value.map();
        if (members.size() != 1) {
            throw value.problem("an action has one name, such as mask: write each as an entry of the list");
        }
        Map.Entry<String, YamlValue> action = members.entrySet().iterator().next();
        return action(action.getKey(), action.getValue(), value);
    }

    private List<Action> action(String name, YamlValue value, YamlValue whole) {
        return switch (name) {
            case "sample" -> List.of(sample(value));
            case "limit" -> List.of(limit(value));
            case "route" -> List.of(route(value));
            case "mask" -> List.of(mask(value));
            case "hash" -> List.of(hash(value));
            case "remove" ->
                value.texts().stream()
                        .<Action>map(text -> new Action.Remove(notOwn(value, text)))
                        .toList();
            case "rename" -> moves(value, false);
            case "copy" -> moves(value, true);
            case "set" -> sets(value);
            case "add" -> add(value);
            case "split" -> List.of(new Action.Split(notOwn(value, value.text())));
            case "parse" -> List.of(parse(value));
            default -> throw unknown(whole, name);
        };
    }

    private static RuntimeException unknown(YamlValue value, String name) {
        return value.problem("there is no action '" + name + "'; there are " + String.join(", ", ACTIONS)
                + ", of which keep and drop stand alone");
    }

    private static FieldPath notOwn(YamlValue place, String text) {
        FieldPath path = RuleValues.field(place, text);
        if (FieldTarget.isOwn(path)) {
            throw place.problem("'" + text + "' is written by the service, and stays as it is");
        }
        return path;
    }

    private static YamlValue required(YamlValue value, Map<String, YamlValue> members, String name) {
        if (!members.containsKey(name)) {
            throw value.problem("this needs " + name);
        }
        return members.get(name);
    }

    private int by(Map<String, YamlValue> members) {
        if (!members.containsKey("by")) {
            return -1;
        }
        YamlValue by = members.get("by");
        return by.text().equals("event.id") ? -1 : fields.of(RuleValues.field(by, by.text()));
    }

    private Action sample(YamlValue value) {
        Map<String, YamlValue> members = value.map(List.of("keep-one-in", "by"));
        return new Action.Sample(required(value, members, "keep-one-in").number(2, 999_999_999), by(members));
    }

    private Action limit(YamlValue value) {
        Map<String, YamlValue> members = value.map(List.of("per-second", "burst", "by"));
        double rate = RuleValues.number(required(value, members, "per-second"));
        if (rate <= 0) {
            throw members.get("per-second").problem("this must be more than 0; to leave all out, drop");
        }
        int burst = members.containsKey("burst")
                ? members.get("burst").number(1, MOST_BURST)
                : (int) Math.min(MOST_BURST, Math.max(1, Math.ceil(rate)));
        return new Action.Limit(new KeyedRate(rate, burst), by(members));
    }

    private static Action route(YamlValue value) {
        if (value.isText()) {
            return new Action.Route(store(value), null, null);
        }
        Map<String, YamlValue> members = value.map(List.of("to", "dataset", "namespace"));
        if (members.isEmpty()) {
            throw value.problem("this needs to, dataset or namespace");
        }
        return new Action.Route(
                members.containsKey("to") ? store(members.get("to")) : null,
                part(members.get("dataset"), "dataset"),
                part(members.get("namespace"), "namespace"));
    }

    private static Store store(YamlValue value) {
        return switch (value.text()) {
            case "elasticsearch" -> Store.ELASTICSEARCH;
            case "lake" -> Store.S3;
            case "both" -> null;
            default -> throw value.problem("'" + value.text() + "' is no store: write elasticsearch, lake or both");
        };
    }

    private static String part(YamlValue value, String name) {
        if (value != null && !DataStream.isValidPart(value.text())) {
            throw value.problem("'" + value.text() + "' can't be a " + name
                    + ": use 1 to 100 of a-z 0-9 _ . and start with a letter or digit");
        }
        return value == null ? null : value.text();
    }

    private Action mask(YamlValue value) {
        if (value.isText()) {
            return new Action.MaskField(
                    maskable(value, value.text(), false), new Placeholder.Constant(Placeholder.ALL));
        }
        Map<String, YamlValue> members = value.map(List.of("field", "keep", "with", "detect", "matches"));
        Placeholder shape = shape(members);
        if (members.containsKey("detect") || members.containsKey("matches")) {
            Set<Detector> detectors =
                    members.containsKey("detect") ? RuleValues.detectors(members.get("detect")) : Set.of();
            Pattern pattern = members.containsKey("matches") ? RuleValues.expression(members.get("matches")) : null;
            int field = members.containsKey("field")
                    ? maskable(members.get("field"), members.get("field").text(), false)
                    : -1;
            return new Action.MaskParts(
                    field,
                    new SensitiveParts(
                            detectors, detectors.isEmpty() ? null : new SensitiveText(detectors), pattern, shape));
        }
        YamlValue field = required(value, members, "field");
        return new Action.MaskField(
                maskable(field, field.text(), shape instanceof Placeholder.Network),
                shape == null ? new Placeholder.Constant(Placeholder.ALL) : shape);
    }

    private static Placeholder shape(Map<String, YamlValue> members) {
        YamlValue with = members.get("with");
        YamlValue keep = members.get("keep");
        if (with != null && keep != null) {
            throw with.problem("what is kept and what takes its place are two ways: leave keep or with out");
        }
        if (with != null) {
            return new Placeholder.Constant(with.text().getBytes(UTF_8));
        }
        return keep == null
                ? null
                : switch (keep.text()) {
                    case "last-four" -> new Placeholder.LastFour();
                    case "network" -> new Placeholder.Network();
                    default -> throw keep.problem("'" + keep.text() + "' can't be kept: write last-four or network");
                };
    }

    /** A mask is text, which many fields can't hold. */
    private int maskable(YamlValue place, String text, boolean isAddress) {
        FieldPath path = notOwn(place, text);
        switch (EcsSchema.typeOf(text).orElse("keyword")) {
            case "keyword", "text", "object" -> {
                // Takes any text.
            }
            case "ip" -> {
                if (!isAddress) {
                    throw place.problem(
                            "'" + text + "' holds addresses and no other text: write keep: network, or remove it");
                }
            }
            case "group", "nested" ->
                throw place.problem("'" + text + "' is a group of fields: name one of them, or remove it");
            default -> throw place.problem("'" + text + "' holds no text: remove it");
        }
        return fields.of(path);
    }

    private Action hash(YamlValue value) {
        Map<String, YamlValue> members = value.isText() ? Map.of("field", value) : value.map(List.of("field", "to"));
        YamlValue field = required(value, members, "field");
        if (hashKey == null) {
            throw value.problem(
                    "there is no key to hash with: give all parsers the same sluice.parser.hash-key, and keep it; "
                            + "make one with echo 1:$(head -c 32 /dev/urandom | basenc --base64url | tr -d =)");
        }
        if (!members.containsKey("to")) {
            return new Action.MaskField(maskable(field, field.text(), false), new Placeholder.Hash(hashKey));
        }
        FieldTarget to = FieldTarget.of(members.get("to"), members.get("to").text());
        return new Action.HashTo(notOwn(field, field.text()), hashKey, to);
    }

    private static List<Action> moves(YamlValue value, boolean keepsSource) {
        List<Action> moves = new ArrayList<>();
        value.map().forEach((from, to) -> {
            FieldPath source = keepsSource ? RuleValues.field(to, from) : notOwn(to, from);
            moves.add(new Action.Move(source, FieldTarget.of(to, to.text()), keepsSource));
        });
        return moves;
    }

    private static List<Action> sets(YamlValue value) {
        List<Action> sets = new ArrayList<>();
        value.map().forEach((to, constant) -> {
            FieldTarget target = FieldTarget.of(constant, to);
            byte[] fitting = target.fit(constant.json().getBytes(UTF_8));
            if (fitting == null) {
                throw constant.problem("'" + to + "' can't hold this: it is of the type " + target.type());
            }
            sets.add(new Action.Set(target, fitting));
        });
        return sets;
    }

    private List<Action> add(YamlValue value) {
        Map<String, YamlValue> members = value.map(List.of("tags", "labels"));
        List<Action> actions = new ArrayList<>();
        if (members.containsKey("tags")) {
            List<String> tags = members.get("tags").texts().stream()
                    .map(tag -> new String(JsonTexts.quoted(tag.getBytes(UTF_8)), UTF_8))
                    .distinct()
                    .toList();
            byte[] alone = ('[' + String.join(",", tags) + ']').getBytes(UTF_8);
            actions.add(new Action.AddTags(fields.of(Reshaping.TAGS), tags, alone));
        }
        if (members.containsKey("labels")) {
            members.get("labels").map().forEach((name, label) -> {
                FieldTarget target = FieldTarget.of(label, "labels." + name);
                actions.add(new Action.Set(target, JsonTexts.quoted(label.text().getBytes(UTF_8))));
            });
        }
        return actions;
    }

    private Action parse(YamlValue value) {
        Map<String, YamlValue> members = value.map(List.of("field", "as", "to"));
        YamlValue field = required(value, members, "field");
        FieldPath path = RuleValues.field(field, field.text());
        String as = required(value, members, "as").text();
        int number = fields.of(path);
        boolean takesTarget = as.equals("json") || as.equals("query");
        if (!takesTarget && members.containsKey("to")) {
            throw members.get("to").problem("the fields of '" + as + "' have their places: leave to out");
        }
        return switch (as) {
            case "json" -> new Action.ParseJson(number, below(members, value, path));
            case "query" -> new Action.ParseQuery(number, below(members, value, path));
            case "user-agent" -> new Action.ParseUserAgent(number, null);
            default -> new Action.ParseByFormat(number, as, null);
        };
    }

    private static FieldTarget below(Map<String, YamlValue> members, YamlValue value, FieldPath source) {
        YamlValue to = members.getOrDefault("to", value);
        String text = members.containsKey("to")
                ? to.text()
                : source.isBelow("fields")
                        ? source.text()
                        : "fields." + source.text().substring(source.text().lastIndexOf('.') + 1);
        FieldTarget target = FieldTarget.of(to, text);
        if (!target.path().isBelow("fields")) {
            throw to.problem("'" + text + "' can't hold an object: write a field below fields");
        }
        return target;
    }
}
