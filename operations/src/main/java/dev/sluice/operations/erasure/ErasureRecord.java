// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.erasure;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * The record of an erasure: who had which events deleted, when, and what came of it. The value itself is not in it.
 *
 * @param id of the erasure
 * @param by who, as {@code user@host}
 * @param at when it was asked for first
 * @param ended when it was done; null while it is not
 * @param field whose value the events had
 * @param value digest of that value, with its salt
 * @param from events of this time or later; null for all
 * @param to events before this; null for all
 * @param dataset null for all
 * @param namespace null for all
 * @param note why, in the words of whoever asked; may be empty
 * @param runs how often it was begun or gone on with
 * @param events that were deleted, by the store's name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ErasureRecord(
        String id,
        State state,
        String by,
        Instant at,
        Instant ended,
        String field,
        String value,
        Instant from,
        Instant to,
        String dataset,
        String namespace,
        String note,
        int runs,
        Map<String, Long> events) {

    /** How far it is. */
    public enum State {
        /** It was begun; the same command goes on with it. */
        RUNNING,
        DONE
    }

    /**
     * Which events.
     *
     * @param value in clear; it is not kept
     */
    public record Subject(String field, String value, Instant from, Instant to, String dataset, String namespace) {}

    static ErasureRecord begun(String id, Subject subject, String by, String note, Instant at) {
        return new ErasureRecord(
                id,
                State.RUNNING,
                by,
                at,
                null,
                subject.field(),
                SubjectDigest.of(subject.value()).text(),
                subject.from(),
                subject.to(),
                subject.dataset(),
                subject.namespace(),
                note,
                1,
                Map.of());
    }

    ErasureRecord again() {
        return new ErasureRecord(
                id, state, by, at, ended, field, value, from, to, dataset, namespace, note, runs + 1, events);
    }

    ErasureRecord with(Map<String, Long> counts) {
        return new ErasureRecord(
                id, state, by, at, ended, field, value, from, to, dataset, namespace, note, runs, Map.copyOf(counts));
    }

    ErasureRecord done(Instant when) {
        return new ErasureRecord(
                id, State.DONE, by, at, when, field, value, from, to, dataset, namespace, note, runs, events);
    }

    /** Whether it was begun for that and is not done. */
    boolean isUnfinished(Subject subject) {
        return state == State.RUNNING
                && field.equals(subject.field())
                && Objects.equals(from, subject.from())
                && Objects.equals(to, subject.to())
                && Objects.equals(dataset, subject.dataset())
                && Objects.equals(namespace, subject.namespace())
                && new SubjectDigest(value).matches(subject.value());
    }
}
