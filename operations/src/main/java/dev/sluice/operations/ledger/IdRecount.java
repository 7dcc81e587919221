// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import dev.sluice.operations.ledger.RecountReport.Difference;
import dev.sluice.operations.ledger.RecountReport.Kind;
import dev.sluice.operations.ledger.RecountReport.StoreCount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Which events were written, and how often each store has each of them. All ids are kept in memory, so that their number is bounded. Not
 * thread-safe.
 */
public final class IdRecount {

    /** The most events that one recount takes, about 200 bytes each. */
    public static final int MAX_EVENTS = 2_000_000;

    /** The most ids of each store that are named. */
    static final int MAX_NAMED = 100;

    private final Map<String, Written> written = new HashMap<>();
    private final Map<String, Counted> stores = new TreeMap<>();

    /** @param onlyFor the only store that it is for, or null for all */
    private record Written(String dataStream, String onlyFor) {}

    private static final class Counted {
        private final Predicate<String> accepted;
        private final Map<String, Integer> copies = new HashMap<>();
        private final Map<String, String> unexpected = new HashMap<>();
        private final Map<String, String> deadLetters = new HashMap<>();
        private final Set<String> erased = new HashSet<>();

        private Counted(Predicate<String> accepted) {
            this.accepted = accepted;
        }

        private boolean isFor(String store, Written event) {
            return accepted.test(event.dataStream) && (event.onlyFor == null || event.onlyFor.equals(store));
        }
    }

    /** @param accepted by the names of the stores that are counted, which data streams they take */
    public IdRecount(Map<String, Predicate<String>> accepted) {
        accepted.forEach((name, dataStreams) -> stores.put(name, new Counted(dataStreams)));
    }

    /**
     * The parser has written an event.
     *
     * @param onlyFor the only store that it is for, or null for all
     * @throws IllegalStateException if there are more than a recount takes
     */
    public void written(String id, String dataStream, String onlyFor) {
        if (written.size() >= MAX_EVENTS) {
            throw new IllegalStateException("the hour has more than " + MAX_EVENTS
                    + " events, which is as many as are recounted at once: name a dataset with --dataset");
        }
        written.put(id, new Written(dataStream, onlyFor));
    }

    /** The event is a dead letter of the store. */
    public void deadLetter(String store, String id) {
        stores.get(store).deadLetters.put(id, id);
    }

    /** The event was erased from the store: it must not be there. */
    public void erased(String store, String id) {
        Counted counted = stores.get(store);
        if (counted != null && written.containsKey(id)) {
            counted.erased.add(id);
        }
    }

    /** The store has a copy of an event. */
    public void stored(String store, String id, String dataStream) {
        Counted counted = stores.get(store);
        counted.copies.merge(id, 1, Integer::sum);
        if (!written.containsKey(id)) {
            counted.unexpected.put(id, dataStream);
        }
    }

    /** How many events were written. */
    public int size() {
        return written.size();
    }

    public RecountReport report() {
        Map<String, StoreCount> counts = new TreeMap<>();
        stores.forEach((store, counted) -> counts.put(store, count(store, counted)));
        return new RecountReport(written.size(), counts);
    }

    private StoreCount count(String store, Counted counted) {
        List<Difference> named = new ArrayList<>();
        long differing = 0;
        long right = 0;
        for (Map.Entry<String, Written> event : written.entrySet()) {
            String id = event.getKey();
            int copies = counted.copies.getOrDefault(id, 0);
            boolean mustBeAbsent = !counted.isFor(store, event.getValue()) || counted.erased.contains(id);
            boolean mayBeAbsent = mustBeAbsent || counted.deadLetters.containsKey(id);
            if (copies == 1 && !mustBeAbsent || copies == 0 && mayBeAbsent) {
                right++;
                continue;
            }
            differing++;
            Kind kind = copies == 0 ? Kind.MISSING : copies > 1 ? Kind.DOUBLED : Kind.UNEXPECTED;
            name(named, new Difference(kind, id, event.getValue().dataStream(), copies));
        }
        differing += counted.unexpected.size();
        counted.unexpected.forEach((id, dataStream) ->
                name(named, new Difference(Kind.UNEXPECTED, id, dataStream, counted.copies.get(id))));
        return new StoreCount(right, differing, List.copyOf(named));
    }

    private static void name(List<Difference> named, Difference difference) {
        if (named.size() < MAX_NAMED) {
            named.add(difference);
        }
    }
}
