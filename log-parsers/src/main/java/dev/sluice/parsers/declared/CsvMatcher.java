// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.parsers.engine.ByteSearch;
import java.util.List;

/** Columns with a separator between them (RFC 4180, with any separator and quote). Columns beyond the declared ones become {@code column_7}. */
final class CsvMatcher implements Matcher {

    private static final String MORE_COLUMN = "column_";

    private final List<Column> columns;
    private final byte separator;
    private final byte quote;
    private final int required;
    private final String expectedMore;

    /**
     * @param slot or {@link DissectMatcher#SKIPPED}
     * @param appended whether it goes behind what the slot has
     */
    record Column(int slot, boolean appended) {}

    /** @param quote or 0 where there are none */
    CsvMatcher(List<Column> columns, char separator, char quote, int required) {
        this.columns = List.copyOf(columns);
        this.separator = (byte) separator;
        this.quote = (byte) quote;
        this.required = required;
        expectedMore = "at least " + required + " columns";
    }

    @Override
    public boolean match(byte[] bytes, int from, int to, Captures captures) {
        int at = from;
        int count = 0;
        while (true) {
            int end;
            if (quote != 0 && at < to && bytes[at] == quote) {
                end = quoted(bytes, at, to, count, captures);
            } else {
                end = ByteSearch.indexOf(bytes, at, to, separator);
                if (!put(count, false, at, end, captures)) {
                    return false;
                }
            }
            if (end < 0) {
                return false;
            }
            count++;
            if (end == to) {
                break;
            }
            if (bytes[end] != separator) {
                return captures.stop(end, "a separator behind the quoted column");
            }
            at = end + 1;
        }
        return count >= required || captures.stop(to, expectedMore);
    }

    /** @return where the column ends, behind its quote, or -1 */
    private int quoted(byte[] bytes, int from, int to, int column, Captures captures) {
        int close = ByteSearch.indexOf(bytes, from + 1, to, quote);
        if (close == to) {
            captures.stop(from, "a quote at the end of the column");
            return -1;
        }
        if (close + 1 == to || bytes[close + 1] != quote) {
            return put(column, false, from + 1, close, captures) ? close + 1 : -1;
        }
        int start = captures.beginInBuffer();
        int at = from + 1;
        while (close < to && close + 1 < to && bytes[close + 1] == quote) {
            captures.put(bytes, at, close + 1);
            at = close + 2;
            close = ByteSearch.indexOf(bytes, at, to, quote);
        }
        if (close == to) {
            captures.stop(from, "a quote at the end of the column");
            return -1;
        }
        captures.put(bytes, at, close);
        return put(column, true, start, captures.bufferLength(), captures) ? close + 1 : -1;
    }

    private boolean put(int number, boolean inBuffer, int from, int to, Captures captures) {
        if (number >= columns.size()) {
            return more(number, inBuffer, from, to, captures);
        }
        Column column = columns.get(number);
        if (column.slot() == DissectMatcher.SKIPPED) {
            return true;
        }
        if (inBuffer) {
            captures.setInBuffer(column.slot(), from);
        } else if (column.appended()) {
            captures.append(column.slot(), from, to, new byte[] {separator});
        } else {
            captures.set(column.slot(), from, to);
        }
        return true;
    }

    private static boolean more(int number, boolean inBuffer, int from, int to, Captures captures) {
        byte[] name = (MORE_COLUMN + (number + 1)).getBytes(UTF_8);
        int nameFrom = captures.beginInBuffer();
        captures.put(name, 0, name.length);
        return captures.addNamed(true, nameFrom, captures.bufferLength(), inBuffer, from, to)
                || captures.stop(from, "fewer columns");
    }
}
