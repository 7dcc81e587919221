// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The key of a segment's record in {@code sluice.ledger}.
 *
 * @param book {@link #PARSER}, or the name of a store
 * @param partition of {@code logs.raw} or {@code logs.parsed}, and of the ledger
 * @param from where the segment begins
 * @param to where it ends; {@link #GROWING} in the parser's book, whose last segment is written again in each transaction
 */
public record BookKey(String book, int partition, long from, long to) {

    public static final String PARSER = "parser";

    public static final long GROWING = -1;

    public byte[] toBytes() {
        return (book + '/' + partition + '/' + from + '/' + to).getBytes(UTF_8);
    }

    /** @throws IllegalArgumentException if they are no key */
    public static BookKey parse(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        String[] words = text.split("/");
        if (words.length != 4) {
            throw new IllegalArgumentException("'" + text + "' is no key of the ledger");
        }
        return new BookKey(words[0], Integer.parseInt(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
    }
}
