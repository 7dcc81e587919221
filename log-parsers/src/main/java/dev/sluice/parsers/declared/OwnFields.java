// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;
import java.util.Arrays;

/**
 * The object {@code fields} of the event at hand: what belongs to the sender alone, and what did not fit its field, each as text below its
 * path. Equal names become one array. Not thread-safe; each line replaces the last.
 */
final class OwnFields {

    private static final Key FIELDS = Key.of("fields");
    private static final Key MOVED = Key.of("moved");

    private Entry[] entries = new Entry[16];
    private int count;
    private int movedCount;

    private static final class Entry {
        private byte[] nameBytes;
        private int nameFrom;
        private int nameTo;
        private byte[] bytes;
        private int from;
        private int to;
        private boolean moved;
        private boolean written;

        private boolean isNamedLike(Entry other) {
            return Arrays.equals(nameBytes, nameFrom, nameTo, other.nameBytes, other.nameFrom, other.nameTo);
        }
    }

    void clear() {
        count = 0;
        movedCount = 0;
    }

    boolean isEmpty() {
        return count == 0;
    }

    void add(byte[] name, byte[] bytes, int from, int to) {
        add(name, 0, name.length, bytes, from, to);
    }

    /** A value that does not fit its field. */
    void move(byte[] path, byte[] bytes, int from, int to) {
        put(path, 0, path.length, bytes, from, to).moved = true;
        movedCount++;
    }

    void add(byte[] nameBytes, int nameFrom, int nameTo, byte[] bytes, int from, int to) {
        put(nameBytes, nameFrom, nameTo, bytes, from, to);
    }

    private Entry put(byte[] nameBytes, int nameFrom, int nameTo, byte[] bytes, int from, int to) {
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, 2 * count);
        }
        if (entries[count] == null) {
            entries[count] = new Entry();
        }
        Entry entry = entries[count++];
        if (isAscii(nameBytes, nameFrom, nameTo)) {
            entry.nameBytes = nameBytes;
            entry.nameFrom = nameFrom;
            entry.nameTo = nameTo;
        } else {
            // Names that differ in bytes which are no UTF-8 are one name in JSON.
            entry.nameBytes = new String(nameBytes, nameFrom, nameTo - nameFrom, UTF_8).getBytes(UTF_8);
            entry.nameFrom = 0;
            entry.nameTo = entry.nameBytes.length;
        }
        entry.bytes = bytes;
        entry.from = from;
        entry.to = to;
        entry.moved = false;
        entry.written = false;
        return entry;
    }

    private static boolean isAscii(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    void write(EcsEventWriter event) {
        JsonBuffer json = event.json();
        int fields = json.open(FIELDS);
        for (int i = 0; i < count; i++) {
            if (!entries[i].written) {
                writeAll(json, i);
            }
        }
        json.close(fields);
        if (movedCount > 0) {
            int sluice = event.openSluice();
            int moved = json.openArray(MOVED);
            for (int i = 0; i < count; i++) {
                if (entries[i].moved) {
                    json.element(entries[i].nameBytes, entries[i].nameFrom, entries[i].nameTo);
                }
            }
            json.closeArray(moved);
            json.close(sluice);
        }
    }

    /** Writes entry {@code first} and all behind it that have its name. */
    private void writeAll(JsonBuffer json, int first) {
        Entry entry = entries[first];
        json.quoted(entry.nameBytes, entry.nameFrom, entry.nameTo);
        json.byteOf(':');
        int start = json.length();
        boolean isArray = false;
        for (int i = first + 1; i < count && !isArray; i++) {
            isArray = entries[i].isNamedLike(entry);
        }
        if (!isArray) {
            json.quoted(entry.bytes, entry.from, entry.to);
            json.byteOf(',');
            return;
        }
        json.byteOf('[');
        for (int i = first; i < count; i++) {
            if (i == first || entries[i].isNamedLike(entry)) {
                if (json.length() > start + 1) {
                    json.byteOf(',');
                }
                json.quoted(entries[i].bytes, entries[i].from, entries[i].to);
                entries[i].written = true;
            }
        }
        json.byteOf(']');
        json.byteOf(',');
    }
}
