// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operations.ledger.RecountReport.Difference;
import dev.sluice.operations.ledger.RecountReport.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What differs between what was written and what a store has. */
class IdRecountTest {

    private static final String STREAM = "logs-generic-default";
    private static final String LAKE_ONLY = "logs-generic-archive";

    private final IdRecount recount = new IdRecount(
            Map.of("s3", dataStream -> true, "elasticsearch", dataStream -> !dataStream.equals(LAKE_ONLY)));

    @Test
    void whatIsThereOnceIsRight() {
        write("a", null);
        stored("s3", "a");
        stored("elasticsearch", "a");

        assertThat(recount.report().differing()).isZero();
        assertThat(recount.report().stores().get("s3").right()).isOne();
    }

    @Test
    void namesWhatIsMissingDoubledOrNobodyHasWrittenInItsStoreAlone() {
        write("a", null);
        write("b", null);
        stored("s3", "b");
        stored("s3", "b");
        stored("s3", "c");
        stored("elasticsearch", "a");
        stored("elasticsearch", "b");

        assertThat(recount.report().stores().get("s3").named())
                .containsExactlyInAnyOrder(
                        new Difference(Kind.MISSING, "a", STREAM, 0),
                        new Difference(Kind.DOUBLED, "b", STREAM, 2),
                        new Difference(Kind.UNEXPECTED, "c", STREAM, 1));
        assertThat(recount.report().stores().get("elasticsearch").differing()).isZero();
    }

    @Test
    void whatIsForAnotherStoreMustNotBeThere() {
        write("a", "s3");
        write("b", "s3");
        stored("s3", "a");
        stored("s3", "b");
        stored("elasticsearch", "b");

        assertThat(recount.report().stores().get("s3").differing()).isZero();
        assertThat(recount.report().stores().get("elasticsearch").named())
                .containsExactly(new Difference(Kind.UNEXPECTED, "b", STREAM, 1));
    }

    @Test
    void whatWasErasedIsNotMissingAndIsToldWhereItIsThereAgain() {
        write("a", null);
        write("b", null);
        write("c", null);
        recount.erased("s3", "a");
        recount.erased("elasticsearch", "a");
        recount.erased("elasticsearch", "b");
        recount.erased("elasticsearch", "of another hour");
        recount.erased("no store of these", "a");
        stored("s3", "b");
        stored("s3", "c");
        stored("elasticsearch", "b");

        assertThat(recount.report().stores().get("s3").differing()).isZero();
        assertThat(recount.report().stores().get("elasticsearch").named())
                .containsExactlyInAnyOrder(
                        new Difference(Kind.UNEXPECTED, "b", STREAM, 1), new Difference(Kind.MISSING, "c", STREAM, 0));
    }

    @Test
    void whatAStoreDoesNotAcceptMustNotBeThere() {
        recount.written("a", LAKE_ONLY, null);
        recount.written("b", LAKE_ONLY, null);
        recount.stored("s3", "a", LAKE_ONLY);
        recount.stored("s3", "b", LAKE_ONLY);
        recount.stored("elasticsearch", "b", LAKE_ONLY);

        assertThat(recount.report().stores().get("s3").differing()).isZero();
        assertThat(recount.report().stores().get("elasticsearch").named())
                .containsExactly(new Difference(Kind.UNEXPECTED, "b", LAKE_ONLY, 1));
    }

    @Test
    void aDeadLetterMayBeAbsentAndAfterItsReplayThere() {
        write("a", null);
        write("b", null);
        List.of("a", "b").forEach(id -> recount.deadLetter("elasticsearch", id));
        stored("elasticsearch", "b");

        assertThat(recount.report().stores().get("elasticsearch").differing()).isZero();
        assertThat(recount.report().stores().get("s3").differing()).isEqualTo(2);
    }

    @Test
    void namesAHundredAndCountsAll() {
        IntStream.range(0, 250).forEach(i -> write("id-" + i, null));

        assertThat(recount.report().stores().get("s3").named()).hasSize(100);
        assertThat(recount.report().stores().get("s3").differing()).isEqualTo(250);
    }

    private void write(String id, String onlyFor) {
        recount.written(id, STREAM, onlyFor);
    }

    private void stored(String store, String id) {
        recount.stored(store, id, STREAM);
    }
}
