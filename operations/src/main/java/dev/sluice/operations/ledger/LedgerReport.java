// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Both books, as of now.
 *
 * @param lines by hour, sender and namespace
 * @param events by hour and data stream
 * @param notes what could not be measured, and why
 */
public record LedgerReport(Instant at, List<Lines> lines, List<Events> events, List<String> notes) {

    /** How far a row is. */
    public enum State {
        /** Nothing of it is in flight, and nothing is missing. */
        CLOSED,
        /** Something is in flight, and nothing is missing. */
        OPEN,
        /** Something is not accounted for. */
        DIFFERENCE,
        /** Its hour began before the books did, or was not kept whole: nothing can be said of it. */
        NOT_BOOKED
    }

    /**
     * What became of lines.
     *
     * @param skipped lines at offsets that the parser says to have passed and has not read; they are in {@code lines}
     * @param inFlight lines that the parser has not read yet; they are not in {@code lines}
     * @param difference what is not accounted for; negative where more came out than went in
     */
    public record Lines(
            Instant hour,
            String sender,
            String namespace,
            long lines,
            long split,
            long repeats,
            long dropped,
            long sampled,
            long deadLetters,
            long events,
            long skipped,
            long inFlight,
            long difference,
            State state) {}

    /** What became of events, in each store by its name. */
    public record Events(Instant hour, String dataStream, long written, Map<String, Store> stores) {}

    /**
     * One store's part.
     *
     * @param stored that it has taken, or had already, and that were not erased since
     * @param replays replayed dead letters, which the parser had written once; they are in {@code stored} or {@code deadLetters}
     * @param routed that are for other stores
     * @param deadLetters that it has refused
     * @param expired that left Kafka before they were stored
     * @param erased that it had taken, and that were deleted because somebody wanted to be forgotten
     * @param inFlight written, and not committed by the sink
     * @param difference what is not accounted for; negative where more was read than written
     * @param sameEvents whether the sums of hashes of ids agree: false where the counts agree by accident
     */
    public record Store(
            long stored,
            long replays,
            long routed,
            long deadLetters,
            long expired,
            long erased,
            long inFlight,
            long difference,
            boolean sameEvents,
            State state) {}

    /** Lines and events, in any store, that are not accounted for; 0, or somebody is called. */
    public long unaccounted() {
        return unaccountedLines()
                + events.stream()
                        .flatMap(row -> row.stores().values().stream())
                        .mapToLong(LedgerReport::unaccounted)
                        .sum();
    }

    /** Lines that are not accounted for. */
    public long unaccountedLines() {
        return lines.stream()
                .filter(row -> row.state() != State.NOT_BOOKED)
                .mapToLong(row -> Math.abs(row.difference()))
                .sum();
    }

    /** Events that are not accounted for in a store. */
    public long unaccountedEvents(String store) {
        return events.stream()
                .filter(row -> row.stores().containsKey(store))
                .mapToLong(row -> unaccounted(row.stores().get(store)))
                .sum();
    }

    /** Whether nothing is in flight, and all is accounted for. */
    public boolean isClosed() {
        return unaccounted() == 0
                && lines.stream().noneMatch(row -> row.inFlight() > 0)
                && events.stream()
                        .flatMap(row -> row.stores().values().stream())
                        .noneMatch(store -> store.inFlight() > 0)
                && notes.isEmpty();
    }

    private static long unaccounted(Store store) {
        if (store.state() == State.NOT_BOOKED) {
            return 0;
        }
        return store.difference() == 0 && !store.sameEvents() ? 1 : Math.abs(store.difference());
    }
}
