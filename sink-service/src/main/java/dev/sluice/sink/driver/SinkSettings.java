// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

/** What the settings of every sink have; all of them are below {@code sluice.sink.NAME}. */
public interface SinkSettings {

    /** How the topic of events is read. */
    ConsumerSettings consumer();

    /** Where records go that the store rejects. */
    DeadLetterTopic deadLetters();
}
