// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.concurrent;

import sun.misc.Signal;

/**
 * SIGHUP, by which operators ask a service to read its files again; a JVM that nobody has told ends by it. Of a process that was started to ignore
 * it ({@code nohup}) it stays ignored.
 */
public final class HangupSignal {

    private static final Signal HUP = new Signal("HUP");

    private HangupSignal() {}

    /**
     * From now on SIGHUP runs this, in a thread of its own and one after the other, in place of what it did before.
     *
     * @param readAgain says itself what it can't read, and throws nothing
     */
    public static void handle(Runnable readAgain) {
        Signal.handle(HUP, signal -> readAgain.run());
    }
}
