// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import dev.sluice.sink.driver.EventRecords.NotAnEvent;

/** Says at once of an event that is written later whether it can be. Not thread-safe. */
@FunctionalInterface
public interface EventCheck {

    /**
     * @param timestamp and
     * @param json as {@link EventWriter#write} takes them
     * @throws NotAnEvent if that would throw it
     */
    void check(long timestamp, byte[] json) throws NotAnEvent;
}
