// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import dev.sluice.model.Store;
import dev.sluice.parsers.engine.Enrichment;
import java.util.List;

/** What a rule does with an event. Compiled: fields that are read are numbers of the index. Thread-safe, but for {@link ParseByFormat}'s format. */
sealed interface Action {

    /** Ends the rules: the event goes on as it is. */
    record Keep() implements Action {}

    /** Ends the rules: the event is left out. */
    record Drop() implements Action {}

    /**
     * Leaves out all but one in so many.
     *
     * @param by field whose hash decides, or -1 for the event's id
     */
    record Sample(int keepOneIn, int by) implements Action {}

    /** @param by field for each of whose values the rate counts, or -1 for all events together */
    record Limit(KeyedRate rate, int by) implements Action {}

    /**
     * Ends the rules.
     *
     * @param store the only one that the event is for; null where it is for all
     * @param dataset null where it stays
     * @param namespace null where it stays
     */
    record Route(Store store, String dataset, String namespace) implements Action {}

    /** An event for each element of an array. */
    record Split(FieldPath field) implements Action {}

    /** Hides all that a field holds. */
    record MaskField(int field, Placeholder mask) implements Action {}

    /** @param field whose parts are hidden, or -1 for all texts */
    record MaskParts(int field, SensitiveParts parts) implements Action {}

    /** Moves a field's keyed hash to another field. */
    record HashTo(FieldPath field, HashKey key, FieldTarget to) implements Action {}

    record Remove(FieldPath field) implements Action {}

    /** @param keepsSource whether it is copied rather than renamed */
    record Move(FieldPath from, FieldTarget to, boolean keepsSource) implements Action {}

    /** @param value JSON */
    record Set(FieldTarget to, byte[] value) implements Action {}

    /**
     * @param field the tags
     * @param tags quoted
     * @param alone what the field gets that is not there yet
     */
    record AddTags(int field, List<String> tags, byte[] alone) implements Action {}

    /** Takes a field that holds JSON for an object. */
    record ParseJson(int field, FieldTarget to) implements Action {}

    /** Takes a query string, or the query of a URL, apart. */
    record ParseQuery(int field, FieldTarget to) implements Action {}

    /** @param lookUp null until the parser's settings are known */
    record ParseUserAgent(int field, Enrichment lookUp) implements Action {}

    /** @param fields null until the parser's settings are known */
    record ParseByFormat(int field, String format, FieldFormat fields) implements Action {}
}
