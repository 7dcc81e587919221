// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** What takes the place of a text that is hidden. */
sealed interface Placeholder {

    byte[] ALL = "***".getBytes(US_ASCII);

    byte[] of(byte[] text);

    /** The same of the text in [from, to). */
    default byte[] of(byte[] bytes, int from, int to) {
        return of(Arrays.copyOfRange(bytes, from, to));
    }

    /** The same for every text. */
    record Constant(byte[] mask) implements Placeholder {

        @Override
        public byte[] of(byte[] text) {
            return mask;
        }
    }

    /** Asterisks, and the last four characters of a text of more than eight: of a shorter one they would be half of it. */
    record LastFour() implements Placeholder {

        private static final int KEPT = 4;
        private static final int SHORTEST = 9;

        @Override
        public byte[] of(byte[] text) {
            String whole = new String(text, UTF_8);
            int[] characters = whole.codePoints().toArray();
            if (characters.length < SHORTEST) {
                return ALL;
            }
            Arrays.fill(characters, 0, characters.length - KEPT, '*');
            return new String(characters, 0, characters.length).getBytes(UTF_8);
        }
    }

    /** The network of an address: /24 of IPv4, /48 of IPv6. Any other text is hidden whole. */
    record Network() implements Placeholder {

        @Override
        public byte[] of(byte[] text) {
            return of(text, 0, text.length);
        }

        @Override
        public byte[] of(byte[] bytes, int from, int to) {
            byte[] network = IpNetwork.maskOf(bytes, from, to);
            return network == null ? ALL : network;
        }
    }

    /** Its keyed hash. */
    record Hash(HashKey key) implements Placeholder {

        @Override
        public byte[] of(byte[] text) {
            return key.hash(text);
        }
    }
}
