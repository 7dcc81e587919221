// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.JsonBuffer;

/** The texts of an event, one after the other: strings and numbers, but no names. */
final class JsonTexts {

    private JsonTexts() {}

    /** What becomes of a text. */
    @FunctionalInterface
    interface Change {

        /**
         * @param event has taken the text
         * @param nameFrom where the name of the member begins that the text is in, or in whose array it is; 0 where there is none
         * @return what takes its place, UTF-8; null where it stays
         */
        byte[] of(EventDraft event, int nameFrom, int nameTo);
    }

    /** Goes over the texts in [from, event's end), or as far as {@code to} where that is not 0. Whether one was changed. */
    static boolean change(EventDraft event, int from, int to, Change change) {
        int at = from;
        int behind = to == 0 ? 0 : event.length() - to;
        int nameFrom = 0;
        int nameTo = 0;
        boolean isChanged = false;
        boolean isPlain = isPlain(event, from, to);
        while (at < event.length() - behind) {
            byte[] json = event.json();
            byte b = json[at];
            boolean isString = b == '"';
            if (!isString && b != '-' && (b < '0' || b > '9')) {
                at++;
                continue;
            }
            int end = isString ? JsonSpans.endOfString(json, at + 1) + 1 : JsonSpans.endOfValue(json, at);
            if (isString && json[end] == ':') {
                nameFrom = at + 1;
                nameTo = end - 1;
                at = end + 1;
                continue;
            }
            if (isPlain && isString) {
                event.takePlain(at + 1, end - 1);
            } else {
                event.takeText(at, end);
            }
            byte[] changed = change.of(event, nameFrom, nameTo);
            if (changed == null) {
                at = end;
            } else {
                byte[] value = quoted(changed);
                event.replaceScalar(at, end, value);
                at += value.length;
                isChanged = true;
            }
        }
        return isChanged;
    }

    /** Whether nothing is escaped: then no text has to be looked at for that. What takes a text's place is not looked at again. */
    private static boolean isPlain(EventDraft event, int from, int to) {
        int end = to == 0 ? event.length() : to;
        return ByteSearch.indexOf(event.json(), from, end, '\\') == end;
    }

    static byte[] quoted(byte[] text) {
        for (byte b : text) {
            if (b < ' ' || b == '"' || b == '\\') {
                JsonBuffer json = new JsonBuffer();
                json.quoted(text);
                return json.toByteArray();
            }
        }
        byte[] json = new byte[text.length + 2];
        json[0] = '"';
        System.arraycopy(text, 0, json, 1, text.length);
        json[json.length - 1] = '"';
        return json;
    }
}
