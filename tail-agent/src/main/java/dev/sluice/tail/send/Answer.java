// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.send;

import java.time.Duration;

/** What became of a request. */
sealed interface Answer {

    /** The server has it. */
    record Kept() implements Answer {}

    /** The server will not take this body, however often it is sent. */
    record Refused(int status, String reason) implements Answer {}

    /**
     * To be tried again.
     *
     * @param reason for the log
     * @param atLeast how long the server asks to be left alone
     * @param alarm whether a person has to do something
     */
    record Later(String reason, Duration atLeast, boolean alarm) implements Answer {}
}
