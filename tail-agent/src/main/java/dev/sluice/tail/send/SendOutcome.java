// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.send;

import java.time.Duration;

/** What became of a request. */
sealed interface SendOutcome {

    /** The server has it. */
    record Kept() implements SendOutcome {}

    /** The server will not take this body, however often it is sent. */
    record Refused(int status, String reason) implements SendOutcome {}

    /**
     * To be tried again.
     *
     * @param reason for the log
     * @param atLeast how long the server asks to be left alone
     * @param alarm whether an operator has to act
     */
    record Later(String reason, Duration atLeast, boolean alarm) implements SendOutcome {}
}
