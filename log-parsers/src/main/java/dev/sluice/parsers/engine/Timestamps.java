// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Writes times as {@code 2017-09-03T03:30:01.000Z}, remembering the last second: neighbouring lines mostly share it. Not thread-safe.
 */
public final class Timestamps {

    /** Length of what is written. */
    public static final int LENGTH = 24;

    /** From 1973-03-03 on: a lower number under a name that only often means a time is rather a duration or a count. */
    public static final long EARLIEST_GUESSED = 100_000_000_000L;

    /** {@code 0000-01-01T00:00:00Z} and {@code 9999-12-31T23:59:59.999Z}: what fits into four digits. */
    public static final long MIN = CivilTime.epochDay(0, 1, 1) * CivilTime.MILLIS_PER_DAY;

    public static final long MAX = CivilTime.epochDay(10_000, 1, 1) * CivilTime.MILLIS_PER_DAY - 1;

    private final byte[] last = "0000-00-00T00:00:00.000Z".getBytes(US_ASCII);
    /** What {@link #last} holds, with zeros for the milliseconds. */
    private long date;

    private long dayToMinute;
    private long wholeSecond;
    private long lastSecond = Long.MIN_VALUE;
    private long lastDay = Long.MIN_VALUE;

    /** Whether the year of {@code millis} has four digits, as it must to be written. */
    public static boolean canWrite(long millis) {
        return millis >= MIN && millis <= MAX;
    }

    /** Writes {@code millis}, which must lie between {@link #MIN} and {@link #MAX}, to {@code out} from {@code at}. */
    public void write(long millis, byte[] out, int at) {
        long second = Math.floorDiv(millis, 1000L);
        if (second != lastSecond) {
            remember(second);
        }
        int thousandths = (int) (millis - second * 1000);
        long fraction = thousandths / 100 | thousandths / 10 % 10 << 8 | thousandths % 10 << 16;
        ByteSearch.LONG.set(out, at, date);
        ByteSearch.LONG.set(out, at + 8, dayToMinute);
        ByteSearch.LONG.set(out, at + 16, wholeSecond | fraction << 32);
    }

    /** The same as text, for everything off the hot path. */
    public static String format(long millis) {
        byte[] out = new byte[LENGTH];
        new Timestamps().write(millis, out, 0);
        return new String(out, US_ASCII);
    }

    private void remember(long second) {
        long day = Math.floorDiv(second, 86_400L);
        if (day != lastDay) {
            CivilTime.Date date = CivilTime.dateOf(day);
            twoDigits(date.year() / 100, 0);
            twoDigits(date.year() % 100, 2);
            twoDigits(date.month(), 5);
            twoDigits(date.day(), 8);
            lastDay = day;
        }
        int ofDay = (int) (second - day * 86_400);
        twoDigits(ofDay / 3600, 11);
        twoDigits(ofDay / 60 % 60, 14);
        twoDigits(ofDay % 60, 17);
        date = ByteSearch.eight(last, 0);
        dayToMinute = ByteSearch.eight(last, 8);
        wholeSecond = ByteSearch.eight(last, 16);
        lastSecond = second;
    }

    private void twoDigits(int number, int at) {
        last[at] = (byte) ('0' + number / 10);
        last[at + 1] = (byte) ('0' + number % 10);
    }
}
