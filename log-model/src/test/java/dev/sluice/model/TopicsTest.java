// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopicsTest {

    @Test
    void theDeadLettersOfAStoreAreFoundByItsNameAndItsNameByThem() {
        assertThat(Topics.deadLettersOf("elasticsearch")).isEqualTo(Topics.ELASTICSEARCH_DEAD_LETTERS);
        assertThat(Topics.deadLettersOf("s3")).isEqualTo(Topics.S3_DEAD_LETTERS);
        assertThat(Topics.storeOf(Topics.S3_DEAD_LETTERS)).contains("s3");
        assertThat(Topics.storeOf(Topics.deadLettersOf("click-house"))).contains("click-house");
    }

    @Test
    void otherTopicsAreOfNoStore() {
        assertThat(Topics.storeOf(Topics.RAW_DEAD_LETTERS)).isEmpty();
        assertThat(Topics.storeOf(Topics.PARSED)).isEmpty();
        assertThat(Topics.storeOf("logs.parsed-dlt")).isEmpty();
        assertThat(Topics.storeOf("logs.parsed--dlt")).isEmpty();
        assertThat(Topics.holdsDeadLetters(Topics.RAW_DEAD_LETTERS)).isTrue();
        assertThat(Topics.holdsDeadLetters(Topics.S3_DEAD_LETTERS)).isTrue();
        assertThat(Topics.holdsDeadLetters(Topics.RAW)).isFalse();
    }
}
