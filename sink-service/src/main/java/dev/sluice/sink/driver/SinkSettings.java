// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import java.util.List;

/** What the settings of every sink have; all of them are below {@code sluice.sink.NAME}. */
public interface SinkSettings {

    /** How the topic of events is read. */
    ConsumerSettings consumer();

    /** Data streams that the store takes, with {@code *} for any characters; to it, events of others are done. */
    List<String> accept();

    /** Where records go that the store rejects. */
    DeadLetterTopic deadLetters();
}
