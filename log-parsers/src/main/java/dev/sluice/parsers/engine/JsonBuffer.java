// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * A growing buffer of JSON, written front to back and used again for each event.
 *
 * <p>Every member is written with a comma behind it, and closing an object turns the last comma into the brace. So fragments that were
 * encoded beforehand fit anywhere, and an object that nothing was written into disappears. Does not check that the calls make sense.
 */
public final class JsonBuffer {

    private static final int INITIAL_CAPACITY = 4096;
    private static final int MAX_DIGITS = 20;

    private byte[] bytes = new byte[INITIAL_CAPACITY];
    private int length;

    /** Empties the buffer. */
    public void reset() {
        length = 0;
    }

    public int length() {
        return length;
    }

    /** The array in use; another one after anything was written. */
    public byte[] array() {
        return bytes;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Forgets everything from {@code newLength} on. */
    public void truncate(int newLength) {
        length = newLength;
    }

    /** Goes back to behind the member that ends at {@code newLength}, even if an object was closed there since. */
    void rewind(int newLength) {
        length = newLength;
        bytes[length - 1] = ',';
    }

    /** Opens the object that is the field {@code key}; returns what {@link #close} wants. */
    public int open(Key key) {
        int start = length;
        write(key, 1);
        bytes[length++] = '{';
        return start;
    }

    /** Opens an object that is no field: the document itself or an array's element. */
    public int open() {
        ensure(1);
        int start = length;
        bytes[length++] = '{';
        return start;
    }

    /** Closes the object opened at {@code start}; if it is empty, it is as if it had never been opened. */
    public void close(int start) {
        ensure(2);
        if (bytes[length - 1] == '{') {
            length = start;
        } else {
            bytes[length - 1] = '}';
            bytes[length++] = ',';
        }
    }

    /** Opens the array that is the field {@code key}. */
    public int openArray(Key key) {
        int start = length;
        write(key, 1);
        bytes[length++] = '[';
        return start;
    }

    /** Closes the array opened at {@code start}; if it is empty, it is as if it had never been opened. */
    public void closeArray(int start) {
        ensure(2);
        if (bytes[length - 1] == '[') {
            length = start;
        } else {
            bytes[length - 1] = ']';
            bytes[length++] = ',';
        }
    }

    /** Removes the comma behind the last value: the document is complete. */
    public void finish() {
        length--;
    }

    /** A field whose value is the text in [from, to). */
    public void string(Key key, byte[] text, int from, int to) {
        ensure(key.length() + JsonText.MAX_EXPANSION * (to - from) + 3);
        byte[] out = bytes;
        int at = key.write(out, length);
        out[at] = '"';
        at = JsonText.copy(text, from, to, out, at + 1);
        out[at] = '"';
        out[at + 1] = ',';
        length = at + 2;
    }

    /** The same for text that the caller knows to be printable ASCII without quotes and backslashes. */
    public void plain(Key key, byte[] text, int from, int to) {
        int count = to - from;
        ensure(key.length() + count + 3);
        int at = plain(text, from, count, key.write(bytes, length));
        bytes[at] = ',';
        length = at + 1;
    }

    /** A field's name alone, which is {@link #plain}; its value must follow. */
    public void plainName(byte[] text, int from, int to) {
        ensure(to - from + 3);
        int at = plain(text, from, to - from, length);
        bytes[at] = ':';
        length = at + 1;
    }

    /** A string with its quotes and nothing behind it, which is {@link #plain}. */
    public void plainQuoted(byte[] text, int from, int to) {
        ensure(to - from + 2);
        length = plain(text, from, to - from, length);
    }

    /** @return the index behind the closing quote */
    private int plain(byte[] text, int from, int count, int start) {
        byte[] out = bytes;
        int at = start;
        out[at++] = '"';
        if (count <= 32 && from + 32 <= text.length) {
            // Always four stores: how long a text is can't be guessed, and a wrong guess costs more than what is copied
            // too much.
            ByteSearch.LONG.set(out, at, ByteSearch.eight(text, from));
            ByteSearch.LONG.set(out, at + 8, ByteSearch.eight(text, from + 8));
            ByteSearch.LONG.set(out, at + 16, ByteSearch.eight(text, from + 16));
            ByteSearch.LONG.set(out, at + 24, ByteSearch.eight(text, from + 24));
        } else {
            System.arraycopy(text, from, out, at, count);
        }
        out[at + count] = '"';
        return at + count + 1;
    }

    /** A text of which the caller may know that it is {@link #plain}. */
    public void string(Key key, byte[] text, int from, int to, boolean plain) {
        if (plain) {
            plain(key, text, from, to);
        } else {
            string(key, text, from, to);
        }
    }

    public void string(Key key, byte[] text) {
        string(key, text, 0, text.length);
    }

    public void string(Key key, String text) {
        string(key, text.getBytes(UTF_8));
    }

    /** An array's element that is the text in [from, to). */
    public void element(byte[] text, int from, int to) {
        ensure(JsonText.MAX_EXPANSION * (to - from) + 3);
        bytes[length++] = '"';
        length = JsonText.copy(text, from, to, bytes, length);
        bytes[length++] = '"';
        bytes[length++] = ',';
    }

    /** A string with its quotes and nothing behind it; [from, to) is the inside of a JSON string already. */
    public void encoded(byte[] text, int from, int to) {
        ensure(JsonText.MAX_EXPANSION * (to - from) + 2);
        bytes[length++] = '"';
        length = JsonText.copyEncoded(text, from, to, bytes, length);
        bytes[length++] = '"';
    }

    public void number(Key key, long value) {
        write(key, MAX_DIGITS + 1);
        digits(value);
        bytes[length++] = ',';
    }

    /** The digits in [from, to) as a number. JSON has no leading zeros. */
    public void digits(Key key, byte[] digits, int from, int to) {
        int start = from;
        while (start < to - 1 && digits[start] == '0') {
            start++;
        }
        int count = to - start;
        write(key, count + 1);
        if (count <= 8 && start + 8 <= digits.length) {
            ByteSearch.LONG.set(bytes, length, ByteSearch.eight(digits, start));
        } else {
            System.arraycopy(digits, start, bytes, length, count);
        }
        length += count;
        bytes[length++] = ',';
    }

    public void bool(Key key, boolean value) {
        raw(key, value ? TRUE : FALSE, 0, value ? TRUE.length : FALSE.length);
    }

    /** A field whose value is JSON already. */
    public void raw(Key key, byte[] json, int from, int to) {
        write(key, to - from + 1);
        System.arraycopy(json, from, bytes, length, to - from);
        length += to - from;
        bytes[length++] = ',';
    }

    /** A field's name alone; its value must follow. */
    public void key(Key key) {
        write(key, 0);
    }

    /** Part of a string between {@link #byteOf} quotes: escaped, nothing added. */
    public void text(byte[] text, int from, int to) {
        ensure(JsonText.MAX_EXPANSION * (to - from));
        length = JsonText.copy(text, from, to, bytes, length);
    }

    /** Bytes as they are: a fragment that was encoded beforehand. */
    public void bytes(byte[] fragment) {
        if (fragment.length > 0) {
            bytes(fragment, 0, fragment.length);
        }
    }

    public void bytes(byte[] fragment, int from, int to) {
        ensure(to - from);
        System.arraycopy(fragment, from, bytes, length, to - from);
        length += to - from;
    }

    /** One ASCII byte as it is. */
    public void byteOf(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
    }

    /** A string with its quotes and nothing behind it. */
    public void quoted(byte[] text) {
        quoted(text, 0, text.length);
    }

    public void quoted(byte[] text, int from, int to) {
        ensure(JsonText.MAX_EXPANSION * (to - from) + 2);
        bytes[length++] = '"';
        length = JsonText.copy(text, from, to, bytes, length);
        bytes[length++] = '"';
    }

    private static final byte[] TRUE = "true".getBytes(UTF_8);
    private static final byte[] FALSE = "false".getBytes(UTF_8);

    private void write(Key key, int more) {
        ensure(key.length() + more);
        length = key.write(bytes, length);
    }

    private void digits(long value) {
        long rest = value;
        if (rest < 0) {
            if (rest == Long.MIN_VALUE) {
                bytes(Long.toString(value).getBytes(UTF_8));
                return;
            }
            bytes[length++] = '-';
            rest = -rest;
        }
        int count = 1;
        for (long limit = 10; count < 19 && rest >= limit; limit *= 10) {
            count++;
        }
        for (int i = length + count - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
    }

    private void ensure(int more) {
        if (bytes.length - length < more + JsonText.SLACK) {
            grow(more);
        }
    }

    private void grow(int more) {
        bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more + JsonText.SLACK), bytes.length * 2));
    }
}
