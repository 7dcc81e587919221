// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.rules.SensitiveParts.Hidden;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hides texts of an event wherever they stand in it: what a mask takes out of one field also stands in others that were made of the same part of the
 * line, and in the line itself.
 */
final class Redaction {

    static final FieldPath ORIGINAL = new FieldPath("event.original");
    private static final FieldPath MESSAGE = new FieldPath("message");

    /** A shorter one is too likely to be something else where it stands in another field. */
    private static final int SHORTEST = 3;

    /** More are not looked for one by one, so that no event takes more time than a few times its length: then long texts are hidden whole. */
    private static final int MOST = 64;

    private Redaction() {}

    /** Puts a mask in the place of all that the field holds. */
    static void maskField(EventDraft event, int field, Placeholder mask) {
        int from = event.start(field);
        if (from < 0 || event.json()[from] == 'n') {
            return;
        }
        if (from >= event.headLength() && isPlainString(event, from, event.end(field)) && event.original() == null) {
            byte[] replacement = mask.of(event.json(), from + 1, event.end(field) - 1);
            byte[] text = Arrays.copyOfRange(event.json(), from + 1, event.end(field) - 1);
            boolean stays = text.length == 0 || Arrays.equals(text, replacement);
            if (stays || text.length >= SHORTEST && PlainRedaction.replace(event, text, replacement)) {
                return;
            }
        }
        List<Hidden> hidden = new ArrayList<>();
        JsonTexts.change(event, from, event.end(field), (draft, nameFrom, nameTo) -> {
            byte[] text = draft.copyOfText();
            byte[] replacement = mask.of(text);
            if (text.length == 0 || Arrays.equals(text, replacement)) {
                return null;
            }
            hidden.add(new Hidden(text, replacement));
            return replacement;
        });
        hideElsewhere(event, hidden, true);
    }

    private static boolean isPlainString(EventDraft event, int from, int to) {
        return event.json()[from] == '"' && (event.isPlain() || ByteSearch.indexOf(event.json(), from, to, '\\') == to);
    }

    /** Hides parts of what the field holds. */
    static void maskParts(EventDraft event, int field, SensitiveParts parts) {
        int from = event.start(field);
        if (from < 0) {
            return;
        }
        List<Hidden> hidden = new ArrayList<>();
        JsonTexts.change(
                event,
                from,
                event.end(field),
                (draft, nameFrom, nameTo) -> parts.hide(draft, nameFrom, nameTo, hidden, false));
        hideElsewhere(event, hidden, true);
    }

    /** Hides parts of all texts of the event. */
    static void maskParts(EventDraft event, SensitiveParts parts) {
        List<Hidden> hidden = new ArrayList<>();
        JsonTexts.change(
                event,
                event.headLength(),
                0,
                (draft, nameFrom, nameTo) -> parts.hide(draft, nameFrom, nameTo, hidden, true));
        // A member's name says of its value what no other text does; the line itself was looked at.
        hideElsewhere(event, hidden, false);
    }

    /**
     * Hides texts in the line itself where the event keeps it.
     *
     * @param strictly whether nothing of the line is kept where one is not found in it: it may stand there in another encoding
     */
    static void hideInOriginal(EventDraft event, List<Hidden> hidden, boolean strictly) {
        EventDraft.Span original = event.original();
        if (original == null || !event.takeText(original.from(), original.to())) {
            return;
        }
        byte[] line = event.copyOfText();
        for (Hidden each : hidden) {
            byte[] changed = replaced(line, 0, line.length, each);
            line = changed != null ? changed : strictly ? Placeholder.ALL : line;
        }
        event.replace(original.from(), original.to(), JsonTexts.quoted(line));
    }

    private static void hideElsewhere(EventDraft event, List<Hidden> all, boolean strictly) {
        if (all.isEmpty()) {
            return;
        }
        if (all.size() > MOST) {
            hideWhole(event, ORIGINAL);
            hideWhole(event, MESSAGE);
        }
        List<Hidden> hidden = all.subList(0, Math.min(MOST, all.size()));
        hideInOriginal(event, hidden, strictly);
        for (Hidden each : hidden) {
            if (each.text().length >= SHORTEST) {
                if (PlainRedaction.replace(event, each.text(), each.mask()) || !mayHold(event, each.text())) {
                    continue;
                }
                JsonTexts.change(
                        event,
                        event.headLength(),
                        0,
                        (draft, nameFrom, nameTo) -> replaced(draft.text, draft.textFrom, draft.textTo, each));
            } else {
                EventDraft.Span message = event.find(MESSAGE);
                if (message != null) {
                    JsonTexts.change(
                            event,
                            message.from(),
                            message.to(),
                            (draft, nameFrom, nameTo) -> replaced(draft.text, draft.textFrom, draft.textTo, each));
                }
            }
        }
    }

    /** Whether a text of the event may hold that one: most don't, which is seen at once where nothing is escaped. */
    private static boolean mayHold(EventDraft event, byte[] text) {
        byte[] json = event.json();
        int from = event.headLength();
        int to = event.length();
        return !event.isPlain() || ByteSearch.indexOf(json, from, to, text) >= 0;
    }

    private static void hideWhole(EventDraft event, FieldPath path) {
        EventDraft.Span span = event.find(path);
        if (span != null) {
            event.replace(span.from(), span.to(), JsonTexts.quoted(Placeholder.ALL));
        }
    }

    /** The text with the mask wherever the hidden text stands as words of its own; null where it does not. */
    static byte[] replaced(byte[] text, int from, int to, Hidden hidden) {
        byte[] wanted = hidden.text();
        int found = indexOfWords(text, from, to, wanted, from);
        if (found < 0) {
            return null;
        }
        ByteArrayOutputStream changed = new ByteArrayOutputStream(to - from + hidden.mask().length);
        int at = from;
        while (found >= 0) {
            changed.write(text, at, found - at);
            changed.writeBytes(hidden.mask());
            at = found + wanted.length;
            found = indexOfWords(text, at, to, wanted, from);
        }
        changed.write(text, at, to - at);
        return changed.toByteArray();
    }

    private static int indexOfWords(byte[] text, int from, int to, byte[] wanted, int textFrom) {
        int at = ByteSearch.indexOf(text, from, to, wanted);
        while (at >= 0) {
            int end = at + wanted.length;
            boolean goesOnBefore = at > textFrom && isWord(text[at - 1]) && isWord(wanted[0]);
            boolean goesOnBehind = end < to && isWord(text[end]) && isWord(wanted[wanted.length - 1]);
            if (!goesOnBefore && !goesOnBehind) {
                return at;
            }
            at = ByteSearch.indexOf(text, at + 1, to, wanted);
        }
        return -1;
    }

    /** Whether no word goes on at either end of [from, to), which has bytes before and behind it. */
    static boolean isWords(byte[] text, int from, int to) {
        return !(isWord(text[from - 1]) && isWord(text[from])) && !(isWord(text[to]) && isWord(text[to - 1]));
    }

    private static boolean isWord(byte b) {
        byte lower = (byte) (b | 0x20);
        return b < 0 || b >= '0' && b <= '9' || lower >= 'a' && lower <= 'z';
    }
}
