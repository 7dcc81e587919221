// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.detection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuiltInDetectionsTest {

    @Test
    void titlesAreWhatPeopleWrite() {
        assertThat(BuiltInDetections.all())
                .extracting(Detection::title)
                .contains("Attempts of SQL injection from one address")
                .allSatisfy(title -> assertThat(title).matches("[A-Z][^-_]*( [^_]+)+"));
    }
}
