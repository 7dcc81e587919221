// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SubjectDigestTest {

    @Test
    void isKnownAgainAndSaysNothingOfTheValue() {
        SubjectDigest digest = SubjectDigest.of("alice");

        assertThat(digest.matches("alice")).isTrue();
        assertThat(digest.matches("Alice")).isFalse();
        assertThat(digest.matches("")).isFalse();
        assertThat(digest.text()).startsWith("pbkdf2-sha256:210000:").doesNotContain("alice");
        assertThat(SubjectDigest.of("alice")).as("a salt of its own").isNotEqualTo(digest);
    }

    @Test
    void anotherKindOfDigestIsNoneOfOurs() {
        assertThat(new SubjectDigest("argon2:1:2:3").matches("alice")).isFalse();
        assertThat(new SubjectDigest("").matches("")).isFalse();
    }
}
