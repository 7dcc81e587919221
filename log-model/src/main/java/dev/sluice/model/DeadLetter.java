// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What a dead letter says of itself, besides the headers of the chunk or event that it comes from. Its record's value is the original bytes of the
 * one line or document. This is the one writer and the one reader of those headers.
 *
 * @param id see {@link DeadLetterId}
 * @param reason why
 * @param message what was wrong, for people; must not hold the payload; cut at {@value #MAX_MESSAGE} characters
 * @param source the record that held the value, or null where it never reached a topic
 * @param line number of the line within its batch, from 0; {@link #NO_LINE} of an event
 * @param attempts how often it was tried, from 1
 * @param at when it was given up, epoch milliseconds
 */
public record DeadLetter(
        String id, DeadLetterReason reason, String message, Coordinates source, long line, int attempts, long at) {

    /** Longest message kept: a store's answer can quote a whole document. */
    public static final int MAX_MESSAGE = 2_000;

    /** An event does not know which line it was. */
    public static final long NO_LINE = -1;

    public DeadLetter {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(message, "message");
        if (message.length() > MAX_MESSAGE) {
            message = message.substring(0, MAX_MESSAGE - 1) + '…';
        }
    }

    /** Hands the name and value of each header to {@code headers}. */
    public void writeTo(BiConsumer<String, byte[]> headers) {
        write(headers, Headers.DLT_ID, id);
        write(headers, Headers.DLT_REASON, reason.name());
        write(headers, Headers.DLT_MESSAGE, message);
        if (source != null) {
            write(headers, Headers.DLT_TOPIC, source.topic());
            write(headers, Headers.DLT_PARTITION, source.partition());
            write(headers, Headers.DLT_OFFSET, source.offset());
        }
        if (line != NO_LINE) {
            write(headers, Headers.DLT_LINE, line);
        }
        write(headers, Headers.DLT_ATTEMPTS, attempts);
        write(headers, Headers.DLT_AT, at);
    }

    /**
     * Reads what {@link #writeTo} wrote. A reason that this release does not know becomes {@link DeadLetterReason#UNKNOWN} and stands before the
     * message.
     *
     * @param header a header's value by its name, or null
     * @throws IllegalArgumentException if one is missing or not as it should be; the message names it
     */
    public static DeadLetter read(Function<String, byte[]> header) {
        String reasonName = required(header, Headers.DLT_REASON);
        DeadLetterReason reason = DeadLetterReason.ofName(reasonName);
        String message = required(header, Headers.DLT_MESSAGE);
        String topic = text(header, Headers.DLT_TOPIC);
        return new DeadLetter(
                required(header, Headers.DLT_ID),
                reason,
                reason == DeadLetterReason.UNKNOWN ? reasonName + ": " + message : message,
                topic == null
                        ? null
                        : new Coordinates(
                                topic, (int) number(header, Headers.DLT_PARTITION), number(header, Headers.DLT_OFFSET)),
                header.apply(Headers.DLT_LINE) == null ? NO_LINE : number(header, Headers.DLT_LINE),
                (int) number(header, Headers.DLT_ATTEMPTS),
                number(header, Headers.DLT_AT));
    }

    /**
     * Which attempt to process a record this is, from 1: one that is a replayed dead letter had others.
     *
     * @param header a header's value by its name, or null
     */
    public static int attempt(Function<String, byte[]> header) {
        try {
            return header.apply(Headers.DLT_ATTEMPTS) == null ? 1 : (int) number(header, Headers.DLT_ATTEMPTS) + 1;
        } catch (IllegalArgumentException ignored) {
            // Not written by us; how often it was tried is nobody's reason to stop.
            return 1;
        }
    }

    private static String required(Function<String, byte[]> header, String name) {
        String value = text(header, name);
        if (value == null) {
            throw new IllegalArgumentException("header " + name + " is missing");
        }
        return value;
    }

    private static String text(Function<String, byte[]> header, String name) {
        byte[] value = header.apply(name);
        return value == null ? null : new String(value, UTF_8);
    }

    private static long number(Function<String, byte[]> header, String name) {
        String value = required(header, name);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("header " + name + " must be a whole number, was '" + value + "'", e);
        }
    }

    private static void write(BiConsumer<String, byte[]> headers, String name, Object value) {
        headers.accept(name, value.toString().getBytes(UTF_8));
    }

    /** Where a record stands in Kafka. */
    public record Coordinates(String topic, int partition, long offset) {

        public Coordinates {
            Objects.requireNonNull(topic, "topic");
        }

        /**
         * Reads what {@link #toString} wrote.
         *
         * @throws IllegalArgumentException if {@code text} is nothing of the kind
         */
        public static Coordinates parse(String text) {
            int last = text.lastIndexOf('-');
            int middle = text.lastIndexOf('-', last - 1);
            try {
                if (middle > 0) {
                    return new Coordinates(
                            text.substring(0, middle),
                            Integer.parseInt(text, middle + 1, last, 10),
                            Long.parseLong(text, last + 1, text.length(), 10));
                }
            } catch (NumberFormatException ignored) {
                // Said below.
            }
            throw new IllegalArgumentException("coordinates are topic-partition-offset, e.g. " + Topics.RAW_DEAD_LETTERS
                    + "-3-99, not '" + text + "'");
        }

        /** {@code topic-partition-offset}, e.g. {@code logs.raw-dlt-3-99}. */
        @Override
        public String toString() {
            return topic + '-' + partition + '-' + offset;
        }
    }
}
