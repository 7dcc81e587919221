// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.DataStream;
import java.util.List;

/** Whether a rule is for an event. Compiled: fields are numbers of the index. */
sealed interface Condition {

    /** Met by every event. */
    Condition ALWAYS = new All(List.of());

    boolean isMet(EventDraft event, DataStream dataStream);

    /** The dataset or the namespace of the event, which need not be looked for in it. */
    record OfDataStream(boolean isDataset, ValueTest test) implements Condition {

        @Override
        public boolean isMet(EventDraft event, DataStream dataStream) {
            byte[] text = (isDataset ? dataStream.dataset() : dataStream.namespace()).getBytes(UTF_8);
            return test.matches(text, 0, text.length);
        }
    }

    /** A field with a value of which {@code test} takes it, or for an array any of its elements. */
    record OfField(int field, ValueTest test) implements Condition {

        @Override
        public boolean isMet(EventDraft event, DataStream dataStream) {
            int from = event.start(field);
            if (from < 0) {
                return false;
            }
            if (event.json()[from] == '[') {
                return isAny(event, from + 1);
            }
            return event.takeText(from, event.end(field)) && test.matches(event.text, event.textFrom, event.textTo);
        }

        private boolean isAny(EventDraft event, int first) {
            byte[] json = event.json();
            int at = first;
            while (json[at] != ']') {
                int end = JsonSpans.endOfValue(json, at);
                if (event.takeText(at, end) && test.matches(event.text, event.textFrom, event.textTo)) {
                    return true;
                }
                at = json[end] == ',' ? end + 1 : end;
            }
            return false;
        }
    }

    /** A field that is there, with another value than null. */
    record Exists(int field) implements Condition {

        @Override
        public boolean isMet(EventDraft event, DataStream dataStream) {
            int from = event.start(field);
            return from >= 0 && event.json()[from] != 'n';
        }
    }

    /** All of them. */
    record All(List<Condition> conditions) implements Condition {

        @Override
        public boolean isMet(EventDraft event, DataStream dataStream) {
            for (Condition condition : conditions) {
                if (!condition.isMet(event, dataStream)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Any of them. */
    record Any(List<Condition> conditions) implements Condition {

        @Override
        public boolean isMet(EventDraft event, DataStream dataStream) {
            for (Condition condition : conditions) {
                if (condition.isMet(event, dataStream)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Not that one. */
    record Not(Condition condition) implements Condition {

        @Override
        public boolean isMet(EventDraft event, DataStream dataStream) {
            return !condition.isMet(event, dataStream);
        }
    }
}
