// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.DataStream;
import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.Enrichment;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.json.CompactJson;
import dev.sluice.parsers.rules.SensitiveParts.Hidden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Changes the fields of an event. Not thread-safe. */
final class Reshaping {

    static final FieldPath TAGS = new FieldPath("tags");
    private static final FieldPath USER_AGENT = new FieldPath("user_agent");
    private static final FieldPath DATASET = new FieldPath("data_stream.dataset");
    private static final FieldPath EVENT_DATASET = new FieldPath("event.dataset");
    private static final FieldPath NAMESPACE = new FieldPath("data_stream.namespace");

    /** What a format says of every line, and the event knows already. */
    private static final Set<String> OF_EVERY_LINE =
            Set.of("@timestamp", "ecs", "data_stream", "event", "labels", "sluice", "host");

    private final CompactJson compact = new CompactJson();
    private final QueryParameters query = new QueryParameters();

    static void remove(EventDraft event, FieldPath field) {
        byte[] value = event.value(field);
        if (value == null || !event.remove(field) || event.original() == null) {
            return;
        }
        List<Hidden> removed = new ArrayList<>();
        collectTexts(value, removed);
        Redaction.hideInOriginal(event, removed, true);
    }

    private static void collectTexts(byte[] value, List<Hidden> texts) {
        byte[] closed = Arrays.copyOf(value, value.length + 1);
        closed[value.length] = '}';
        EventDraft draft = new EventDraft(new FieldIndex(List.of()));
        draft.begin(closed, value.length, 0);
        JsonTexts.change(draft, 0, 0, (each, nameFrom, nameTo) -> {
            if (each.textTo > each.textFrom) {
                texts.add(new Hidden(each.copyOfText(), Placeholder.ALL));
            }
            return null;
        });
    }

    static void move(EventDraft event, Action.Move move) {
        byte[] value = event.value(move.from());
        byte[] fitting = value == null ? null : move.to().fit(value);
        if (fitting == null) {
            return;
        }
        if (!move.keepsSource()) {
            event.remove(move.from());
        }
        event.set(move.to().path(), fitting);
    }

    static void addTags(EventDraft event, Action.AddTags add) {
        int from = event.start(add.field());
        if (from < 0) {
            event.add(add.field(), TAGS, add.alone());
            return;
        }
        String present = new String(event.json(), from, event.end(add.field()) - from, UTF_8);
        if (present.charAt(0) != '[') {
            present = "[" + present + "]";
        }
        StringBuilder all = new StringBuilder(present.substring(0, present.length() - 1));
        for (String tag : add.tags()) {
            if (all.indexOf(tag) < 0) {
                all.append(all.length() == 1 ? "" : ",").append(tag);
            }
        }
        event.set(TAGS, all.append(']').toString().getBytes(UTF_8));
    }

    static void hashTo(EventDraft event, Action.HashTo hash) {
        EventDraft.Span span = event.find(hash.field());
        if (span == null || !event.takeText(span.from(), span.to())) {
            return;
        }
        byte[] value = JsonTexts.quoted(hash.key().hash(event.copyOfText()));
        remove(event, hash.field());
        event.set(hash.to().path(), value);
    }

    static void route(EventDraft event, DataStream to) {
        byte[] dataset = JsonTexts.quoted(to.dataset().getBytes(UTF_8));
        event.set(DATASET, dataset);
        event.set(EVENT_DATASET, dataset);
        event.set(NAMESPACE, JsonTexts.quoted(to.namespace().getBytes(UTF_8)));
    }

    void parseJson(EventDraft event, Action.ParseJson parse) {
        if (takeString(event, parse.field())) {
            byte[] object = compact.object(event.text, event.textFrom, event.textTo);
            if (object != null) {
                event.set(parse.to().path(), object);
            }
        }
    }

    void parseQuery(EventDraft event, Action.ParseQuery parse) {
        if (!takeString(event, parse.field())) {
            return;
        }
        byte[] object = query.object(event.text, event.textFrom, event.textTo);
        if (object != null) {
            event.set(parse.to().path(), object);
        }
    }

    static void parseUserAgent(EventDraft event, int field, Enrichment userAgent) {
        if (!takeString(event, field)) {
            return;
        }
        JsonBuffer members = new JsonBuffer();
        userAgent.write(members, event.text, event.textFrom, event.textTo);
        if (members.length() > 0) {
            byte[] object = ("{" + new String(members.array(), 0, members.length() - 1, UTF_8) + "}").getBytes(UTF_8);
            merge(event, object, USER_AGENT.text() + '.');
        }
    }

    static void parseByFormat(EventDraft event, int field, FieldFormat format) {
        if (!takeString(event, field)) {
            return;
        }
        byte[] parsed = format.parse(event.text, event.textFrom, event.textTo);
        if (parsed != null) {
            merge(event, parsed, "");
        }
    }

    /** Takes the members of an object into the event. */
    private static void merge(EventDraft event, byte[] object, String prefix) {
        int at = 1;
        while (object[at] != '}') {
            if (object[at] == ',') {
                at++;
            }
            int nameEnd = JsonSpans.endOfString(object, at + 1);
            int valueEnd = JsonSpans.endOfValue(object, nameEnd + 2);
            String name = new String(object, at + 1, nameEnd - at - 1, UTF_8);
            byte[] value = Arrays.copyOfRange(object, nameEnd + 2, valueEnd);
            boolean isKnown = !FieldPath.isValid(prefix + name)
                    || prefix.isEmpty() && OF_EVERY_LINE.contains(name)
                    || (prefix + name).equals("log.offset");
            if (!isKnown) {
                if (value[0] == '{' && ByteSearch.indexOf(value, 0, value.length, '}') > 1) {
                    merge(event, value, prefix + name + '.');
                } else {
                    event.set(new FieldPath(prefix + name), value);
                }
            }
            at = valueEnd;
        }
    }

    private static boolean takeString(EventDraft event, int field) {
        int from = event.start(field);
        return from >= 0 && event.json()[from] == '"' && event.takeText(from, event.end(field));
    }
}
