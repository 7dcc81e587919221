// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;
import dev.sluice.model.sensitive.Finds;
import dev.sluice.model.sensitive.SensitiveText;
import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.Glob;
import java.util.Arrays;
import java.util.List;

/** What a condition asks of a value: UTF-8 text, numbers and truth values as JSON writes them. */
sealed interface ValueTest {

    boolean matches(byte[] text, int from, int to);

    /** A text to be equal to. */
    record Equal(byte[] wanted) implements ValueTest {

        static Equal to(String text) {
            return new Equal(text.getBytes(UTF_8));
        }

        @Override
        public boolean matches(byte[] text, int from, int to) {
            return ByteSearch.equal(text, from, to, wanted);
        }
    }

    /** A pattern with asterisks. */
    record Wildcard(Glob glob) implements ValueTest {

        @Override
        public boolean matches(byte[] text, int from, int to) {
            return glob.matches(text, from, to);
        }
    }

    /** A number from {@code low} to {@code high}, both included. */
    record Range(double low, double high) implements ValueTest {

        private static final int DIGITS_OF_INT = 9;
        private static final int LONGEST = 40;

        @Override
        public boolean matches(byte[] text, int from, int to) {
            if (to - from <= DIGITS_OF_INT && ByteSearch.isDigits(text, from, to)) {
                long number = ByteSearch.number(text, from, to);
                return number >= low && number <= high;
            }
            if (from == to || to - from > LONGEST || !isNumber(text, from, to)) {
                return false;
            }
            try {
                double number = Double.parseDouble(new String(text, from, to - from, US_ASCII));
                return number >= low && number <= high;
            } catch (NumberFormatException e) {
                return false;
            }
        }

        private static boolean isNumber(byte[] text, int from, int to) {
            for (int i = from; i < to; i++) {
                byte b = text[i];
                if (!ByteSearch.isDigit(b) && b != '.' && b != '-' && b != '+' && b != 'e' && b != 'E') {
                    return false;
                }
            }
            return true;
        }
    }

    /** An address of one of these networks. */
    record InNetwork(List<IpNetwork> networks) implements ValueTest {

        @Override
        public boolean matches(byte[] text, int from, int to) {
            for (IpNetwork network : networks) {
                if (network.contains(text, from, to)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A part that an expression fits. */
    record Expression(Pattern pattern) implements ValueTest {

        @Override
        public boolean matches(byte[] text, int from, int to) {
            return pattern.matcher(Arrays.copyOfRange(text, from, to)).find();
        }
    }

    /** A part that a detector finds. */
    record Detected(SensitiveText detectors) implements ValueTest {

        @Override
        public boolean matches(byte[] text, int from, int to) {
            Finds finds = new Finds();
            detectors.find(text, from, to, finds);
            return finds.count() > 0;
        }
    }

    /** What {@code test} takes once upper-case letters of ASCII are lower-case. */
    record IgnoringCase(ValueTest test) implements ValueTest {

        @Override
        public boolean matches(byte[] text, int from, int to) {
            byte[] lower = Arrays.copyOfRange(text, from, to);
            for (int i = 0; i < lower.length; i++) {
                if (lower[i] >= 'A' && lower[i] <= 'Z') {
                    lower[i] |= 0x20;
                }
            }
            return test.matches(lower, 0, lower.length);
        }
    }

    /** What any of them takes. */
    record AnyOf(List<ValueTest> tests) implements ValueTest {

        @Override
        public boolean matches(byte[] text, int from, int to) {
            for (int i = 0; i < tests.size(); i++) {
                if (tests.get(i).matches(text, from, to)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** What all of them take. */
    record AllOf(List<ValueTest> tests) implements ValueTest {

        @Override
        public boolean matches(byte[] text, int from, int to) {
            for (int i = 0; i < tests.size(); i++) {
                if (!tests.get(i).matches(text, from, to)) {
                    return false;
                }
            }
            return true;
        }
    }
}
