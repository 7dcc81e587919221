// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import dev.sluice.model.Headers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Whether what was replayed is in the stores: each event by its id, counted in each store. */
public final class ReplayProof {

    /** Letters that are told one by one; those that something is wrong with come first. */
    public static final int TOLD = 200;

    private final Function<Collection<String>, Places> elasticsearch;
    private final BiFunction<String, Collection<String>, Places> lake;

    /** An event that a letter has become, by the rules of the parser that runs. */
    public record ExpectedEvent(String id, String dataStream) {}

    /** @param events none where it would be a letter again, or is left out by a rule */
    public record ReplayedLetter(String letter, List<ExpectedEvent> events) {

        /** One that a store refused: it is an event already, with an id. */
        public static ReplayedLetter ofEvent(DeadLetterRecord letter, LetterMend mend) {
            String dataStream = mend.changedHeaders(letter)
                    .getOrDefault(Headers.DATA_STREAM, letter.headers().get(Headers.DATA_STREAM));
            return new ReplayedLetter(
                    letter.coordinates().toString(),
                    letter.eventId().filter(id -> dataStream != null).stream()
                            .map(id -> new ExpectedEvent(id, dataStream))
                            .toList());
        }
    }

    /**
     * Where a store has events.
     *
     * @param byId indices or objects by the event's id
     * @param problem why something may be missing here that is there; null if nothing may
     */
    public record Places(Map<String, List<String>> byId, String problem) {

        List<String> of(String id) {
            return byId.getOrDefault(id, List.of());
        }
    }

    /** @param indices and objects that hold it: one each, if all is well */
    public record ProvenEvent(String id, String dataStream, List<String> indices, List<String> objects) {

        /** Whether it is in both stores, once in each. */
        public boolean isProven() {
            return indices.size() == 1 && objects.size() == 1;
        }
    }

    public record ProvenLetter(String letter, List<ProvenEvent> events) {

        boolean isProven() {
            return !events.isEmpty() && events.stream().allMatch(ProvenEvent::isProven);
        }
    }

    /**
     * What was found.
     *
     * @param letters that were replayed and looked at
     * @param more whether there are more than were looked at
     * @param without letters that became no event
     * @param events that the others became
     * @param inElasticsearch of them
     * @param inLake of them
     * @param repeated of them, in one store more than once
     * @param problems why something may not have been found
     * @param told letters one by one, at most {@value #TOLD}
     */
    public record Proof(
            long letters,
            boolean more,
            long without,
            long events,
            long inElasticsearch,
            long inLake,
            long repeated,
            List<String> problems,
            List<ProvenLetter> told) {}

    /** @param lake asked for one data stream at a time */
    public ReplayProof(
            Function<Collection<String>, Places> elasticsearch, BiFunction<String, Collection<String>, Places> lake) {
        this.elasticsearch = elasticsearch;
        this.lake = lake;
    }

    /** @param more whether there are letters that are not among these */
    public Proof of(List<ReplayedLetter> letters, boolean more) {
        Map<String, Set<String>> idsByStream = new TreeMap<>();
        letters.stream()
                .flatMap(letter -> letter.events().stream())
                .forEach(event -> idsByStream
                        .computeIfAbsent(event.dataStream(), name -> new LinkedHashSet<>())
                        .add(event.id()));
        Set<String> problems = new LinkedHashSet<>();
        Map<String, List<String>> objects = new HashMap<>();
        List<String> all = new ArrayList<>();
        idsByStream.forEach((dataStream, ids) -> {
            all.addAll(ids);
            objects.putAll(noted(lake.apply(dataStream, ids), problems).byId());
        });
        Places indices = all.isEmpty() ? new Places(Map.of(), null) : noted(elasticsearch.apply(all), problems);
        Places inLake = new Places(objects, null);
        List<ProvenLetter> proven = letters.stream()
                .map(letter -> new ProvenLetter(
                        letter.letter(),
                        letter.events().stream()
                                .map(event -> new ProvenEvent(
                                        event.id(), event.dataStream(), indices.of(event.id()), inLake.of(event.id())))
                                .toList()))
                .toList();
        List<ProvenEvent> events =
                proven.stream().flatMap(letter -> letter.events().stream()).toList();
        return new Proof(
                letters.size(),
                more,
                proven.stream().filter(letter -> letter.events().isEmpty()).count(),
                events.size(),
                events.stream().filter(event -> !event.indices().isEmpty()).count(),
                events.stream().filter(event -> !event.objects().isEmpty()).count(),
                events.stream()
                        .filter(event ->
                                event.indices().size() > 1 || event.objects().size() > 1)
                        .count(),
                List.copyOf(problems),
                proven.stream()
                        .sorted(Comparator.comparing(ProvenLetter::isProven))
                        .limit(TOLD)
                        .toList());
    }

    private static Places noted(Places places, Set<String> problems) {
        if (places.problem() != null) {
            problems.add(places.problem());
        }
        return places;
    }
}
