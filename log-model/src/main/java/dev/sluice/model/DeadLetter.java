// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * What a dead letter says of itself, besides the headers of the chunk or event that it comes from. Its record's value is the original bytes of the
 * one line or document.
 *
 * @param reason why
 * @param message what was wrong, for people; must not hold the payload; cut at {@value #MAX_MESSAGE} characters
 * @param source the record that held the value, or null where it never reached a topic
 * @param line number of the line within its batch, from 0
 * @param attempts how often it was tried, from 1
 * @param at when it was given up, epoch milliseconds
 */
public record DeadLetter(
        DeadLetterReason reason, String message, Coordinates source, long line, int attempts, long at) {

    /** Longest message kept: a store's answer can quote a whole document. */
    public static final int MAX_MESSAGE = 1_000;

    public DeadLetter {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(message, "message");
        if (message.length() > MAX_MESSAGE) {
            message = message.substring(0, MAX_MESSAGE - 1) + '…';
        }
    }

    /** Hands the name and value of each header to {@code headers}. */
    public void writeTo(BiConsumer<String, byte[]> headers) {
        write(headers, Headers.DLT_REASON, reason.name());
        write(headers, Headers.DLT_MESSAGE, message);
        if (source != null) {
            write(headers, Headers.DLT_TOPIC, source.topic());
            write(headers, Headers.DLT_PARTITION, source.partition());
            write(headers, Headers.DLT_OFFSET, source.offset());
        }
        write(headers, Headers.DLT_LINE, line);
        write(headers, Headers.DLT_ATTEMPTS, attempts);
        write(headers, Headers.DLT_AT, at);
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
