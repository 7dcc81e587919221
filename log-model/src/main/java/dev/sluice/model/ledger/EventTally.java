// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.ledger;

import dev.sluice.model.EventIds;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Events that were written, in the parser's book, or read, in a sink's. Additive. A sink counts from its consumer's thread, except for dead letters,
 * whose delivery that thread waits for.
 */
public final class EventTally {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private long events;
    private long idHash;
    private long replays;
    private long routed;
    private long deadLetters;

    /** An event that the parser has written; {@code id} begins with its id. */
    public void addEvent(byte[] id) {
        events++;
        idHash += hashOf(id);
    }

    /** A replayed dead letter of a store: the parser has written its event before, and only once. */
    public void addReplay() {
        replays++;
    }

    /** One of them is not for this store. */
    public void addRouted() {
        routed++;
    }

    /** One of them is a dead letter of this store. */
    public void addDeadLetter() {
        deadLetters++;
    }

    public void add(EventTally other) {
        events += other.events;
        idHash += other.idHash;
        replays += other.replays;
        routed += other.routed;
        deadLetters += other.deadLetters;
    }

    /** The other way round. */
    public void subtract(EventTally other) {
        events -= other.events;
        idHash -= other.idHash;
        replays -= other.replays;
        routed -= other.routed;
        deadLetters -= other.deadLetters;
    }

    public long events() {
        return events;
    }

    /** The sum of the hashes of all ids of {@link #events}: two sums that are equal mean the same events. */
    public long idHash() {
        return idHash;
    }

    public long replays() {
        return replays;
    }

    public long routed() {
        return routed;
    }

    public long deadLetters() {
        return deadLetters;
    }

    /** Those that the store has. */
    public long stored() {
        return events + replays - routed - deadLetters;
    }

    /** 64 bits of an event's id: all of its characters, the last two of the words overlap. */
    public static long hashOf(byte[] id) {
        long first = (long) WORDS.get(id, 0);
        long second = (long) WORDS.get(id, Long.BYTES);
        long last = (long) WORDS.get(id, EventIds.LENGTH - Long.BYTES);
        long mixed = (first ^ Long.rotateLeft(second, 21) * PRIME ^ Long.rotateLeft(last, 42)) * PRIME;
        mixed ^= mixed >>> 29;
        mixed *= 0xBF58476D1CE4E5B9L;
        return mixed ^ mixed >>> 32;
    }

    String toText() {
        return events + " " + Long.toHexString(idHash) + ' ' + replays + ' ' + routed + ' ' + deadLetters;
    }

    /** @param at of the first count in {@code words} */
    static EventTally parse(String[] words, int at) {
        EventTally tally = new EventTally();
        tally.events = Long.parseLong(words[at]);
        tally.idHash = Long.parseUnsignedLong(words[at + 1], 16);
        tally.replays = Long.parseLong(words[at + 2]);
        tally.routed = Long.parseLong(words[at + 3]);
        tally.deadLetters = Long.parseLong(words[at + 4]);
        return tally;
    }
}
