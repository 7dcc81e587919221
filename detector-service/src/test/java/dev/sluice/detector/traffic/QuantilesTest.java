// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantilesTest {

    private static final double[] FRACTIONS = {0.001, 0.25, 0.5, 0.95, 0.99, 1};
    private static final double ERROR = 0.008;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isWithinItsErrorOfTheNumberOfThatRank(long seed) throws IOException {
        long[] numbers = numbers(seed);
        Quantiles whole = new Quantiles();
        Quantiles merged = new Quantiles();
        Quantiles part = new Quantiles();
        for (long number : numbers) {
            whole.add(number);
            part.add(number);
            if (part.count() == 777) {
                merged.merge(written(part));
                part = new Quantiles();
            }
        }
        merged.merge(part);
        Arrays.sort(numbers);

        assertThat(merged.count()).isEqualTo(numbers.length);
        for (double fraction : FRACTIONS) {
            double exact = numbers[Math.max(1, (int) Math.ceil(fraction * numbers.length)) - 1];
            assertThat((double) whole.at(fraction)).isCloseTo(exact, within(ERROR * exact));
            assertThat(merged.at(fraction)).as("merged").isEqualTo(whole.at(fraction));
        }
    }

    @Test
    void smallNumbersAreExact() {
        Quantiles quantiles = new Quantiles();
        for (int number = 0; number < 128; number++) {
            quantiles.add(number);
        }
        quantiles.add(-5);

        assertThat(quantiles.at(0)).isZero();
        assertThat(quantiles.at(0.5)).isEqualTo(63);
        assertThat(quantiles.at(1)).isEqualTo(127);
    }

    @Test
    void takesTheLargestNumber() {
        Quantiles quantiles = new Quantiles();
        quantiles.add(Long.MAX_VALUE);

        assertThat((double) quantiles.at(0.5)).isCloseTo(Long.MAX_VALUE, within(ERROR * Long.MAX_VALUE));
    }

    @Test
    void nothingHasNoQuantile() {
        assertThatThrownBy(() -> new Quantiles().at(0.5)).hasMessage("nothing was counted");
    }

    /** Of sizes from bytes to terabytes, by the seed. */
    private static long[] numbers(long seed) {
        Random random = new Random(seed);
        long most = 1L << 5 * seed;
        return random.doubles(10_000)
                .mapToLong(share -> (long) (most * Math.pow(share, 3)))
                .toArray();
    }

    private static Quantiles written(Quantiles quantiles) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        quantiles.write(new DataOutputStream(bytes));
        return Quantiles.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }
}
