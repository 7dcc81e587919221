// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operations.deadletter.ReplayProof.ExpectedEvent;
import dev.sluice.operations.deadletter.ReplayProof.Places;
import dev.sluice.operations.deadletter.ReplayProof.Proof;
import dev.sluice.operations.deadletter.ReplayProof.ProvenLetter;
import dev.sluice.operations.deadletter.ReplayProof.ReplayedLetter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplayProofTest {

    private static final String STREAM = "logs-a-default";

    private final Map<String, List<String>> indices = new HashMap<>();
    private final Map<String, List<String>> objects = new HashMap<>();
    private final List<String> askedStreams = new ArrayList<>();
    private String lakeProblem;

    private final ReplayProof proof = new ReplayProof(ids -> new Places(only(indices, ids), null), (stream, ids) -> {
        askedStreams.add(stream);
        return new Places(only(objects, ids), lakeProblem);
    });

    @Test
    void anEventThatIsInBothStoresOnceIsProven() {
        indices.put("one", List.of("index"));
        objects.put("one", List.of("object"));

        Proof found = proof.of(List.of(letter("l", "one")), false);

        assertThat(found.told()).singleElement().matches(ProvenLetter::isProven);
        assertThat(found.inElasticsearch()).isEqualTo(1);
        assertThat(found.inLake()).isEqualTo(1);
        assertThat(found.repeated()).isZero();
        assertThat(found.problems()).isEmpty();
    }

    @Test
    void whatIsMissingOrThereTwiceIsNotAndComesFirst() {
        for (String id : List.of("good", "twice", "elasticsearch-only")) {
            indices.put(id, List.of("index"));
            objects.put(id, List.of("object"));
        }
        objects.remove("elasticsearch-only");
        indices.put("twice", List.of("index", "older"));

        Proof found = proof.of(
                List.of(
                        letter("good", "good"),
                        letter("twice", "twice"),
                        letter("half", "elasticsearch-only"),
                        letter("none", "nowhere"),
                        letter("again")),
                true);

        assertThat(found.told())
                .extracting(ProvenLetter::letter)
                .containsExactly("twice", "half", "none", "again", "good");
        assertThat(found.letters()).isEqualTo(5);
        assertThat(found.more()).isTrue();
        assertThat(found.without()).isEqualTo(1);
        assertThat(found.events()).isEqualTo(4);
        assertThat(found.inElasticsearch()).isEqualTo(3);
        assertThat(found.inLake()).isEqualTo(2);
        assertThat(found.repeated()).isEqualTo(1);
    }

    @Test
    void eachDataStreamIsLookedUpByItself() {
        ReplayedLetter payload = new ReplayedLetter(
                "payload", List.of(new ExpectedEvent("one", STREAM), new ExpectedEvent("two", "logs-b-default")));

        proof.of(List.of(payload, letter("l", "three")), false);

        assertThat(askedStreams).containsExactly(STREAM, "logs-b-default");
    }

    @Test
    void aStoreThatDoesNotTellIsNamedOnce() {
        lakeProblem = "no sink of the lake tells";

        Proof found = proof.of(
                List.of(
                        letter("l", "one"),
                        new ReplayedLetter("m", List.of(new ExpectedEvent("two", "logs-b-default")))),
                false);

        assertThat(found.problems()).containsExactly("no sink of the lake tells");
        assertThat(found.inLake()).isZero();
    }

    @Test
    void notAllOfManyAreTold() {
        List<ReplayedLetter> many = IntStream.range(0, ReplayProof.TOLD + 5)
                .mapToObj(i -> letter("l" + i, "id" + i))
                .toList();

        assertThat(proof.of(many, false).told()).hasSize(ReplayProof.TOLD);
    }

    private static ReplayedLetter letter(String name, String... ids) {
        return new ReplayedLetter(
                name,
                List.of(ids).stream().map(id -> new ExpectedEvent(id, STREAM)).toList());
    }

    private static Map<String, List<String>> only(Map<String, List<String>> all, Collection<String> ids) {
        Map<String, List<String>> some = new HashMap<>(all);
        some.keySet().retainAll(ids);
        return some;
    }
}
