// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.Store;
import dev.sluice.model.concurrent.Ticker;
import dev.sluice.parsers.rules.RuleEffect.RuleSample;
import dev.sluice.parsers.rules.RuleEffect.StoreBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Counts by rule what rules do to events, and keeps samples of it. Bounded whatever the events hold. Not thread-safe. */
public final class RuleTally implements RuleObserver {

    /** Where fields are counted together that a rule changes besides so many others. */
    static final String OTHER_FIELDS = "(others)";

    private static final int MAX_FIELDS = 1_000;
    private static final int MAX_CHANGES = 50;
    private static final int MAX_VALUE_CHARACTERS = 500;
    private static final int MAX_EVENT_CHARACTERS = 2_000;

    private final List<String> names;
    private final int maxSamples;
    private final Ticker ticker;
    private final Count[] counts;

    /** Which hits are samples: the same for the same events. */
    private final SplittableRandom random = new SplittableRandom(1);

    private byte[] before = new byte[4096];
    private int beforeLength;
    private boolean isPart;
    private long since;

    private static final class Count {
        private long hits;
        private long dropped;
        private long toElasticsearch;
        private long toLake;
        private long changed;
        private long savedElasticsearch;
        private long savedLake;
        private long nanos;
        private long candidates;
        private final Map<String, Long> fields = new TreeMap<>();
        private final List<RuleSample> samples = new ArrayList<>();
    }

    /**
     * @param names of the rules, in order
     * @param maxSamples for each rule
     */
    public RuleTally(List<String> names, int maxSamples, Ticker ticker) {
        this.names = List.copyOf(names);
        this.maxSamples = maxSamples;
        this.ticker = ticker;
        counts = new Count[names.size()];
        Arrays.setAll(counts, rule -> new Count());
    }

    @Override
    public void examining(int rule) {
        since = ticker.nanos();
    }

    @Override
    public void examined(int rule, boolean isMet, byte[] json, int length) {
        Count count = stop(rule);
        if (isMet) {
            count.hits++;
            isPart = false;
            begin(json, length);
        }
    }

    @Override
    public void split(int rule, byte[] json, int length) {
        Count count = stop(rule);
        List<FieldChange> changes = changes(count, json, length);
        count.changed++;
        // The parts take it away again, one by one.
        count.savedElasticsearch += beforeLength;
        count.savedLake += beforeLength;
        sample(count, "split", changes);
    }

    @Override
    public void part(int rule, byte[] json, int length) {
        counts[rule].savedElasticsearch -= length;
        counts[rule].savedLake -= length;
        isPart = true;
        begin(json, length);
    }

    @Override
    public void applied(int rule, boolean isDropped, Store store, byte[] json, int length) {
        Count count = stop(rule);
        List<FieldChange> changes = isDropped ? List.of() : changes(count, json, length);
        count.dropped += isDropped ? 1 : 0;
        count.toElasticsearch += store == Store.ELASTICSEARCH ? 1 : 0;
        count.toLake += store == Store.S3 ? 1 : 0;
        count.savedElasticsearch += beforeLength - (isDropped || store == Store.S3 ? 0 : length);
        count.savedLake += beforeLength - (isDropped || store == Store.ELASTICSEARCH ? 0 : length);
        if (!isPart) {
            count.changed += changes.isEmpty() ? 0 : 1;
            String outcome = isDropped ? "dropped" : store == null ? "kept" : nameOf(store);
            sample(count, outcome, changes);
        }
    }

    /** As rules call the store. */
    private static String nameOf(Store store) {
        return store == Store.S3 ? "lake" : store.wireName();
    }

    private Count stop(int rule) {
        counts[rule].nanos += ticker.nanos() - since;
        return counts[rule];
    }

    private void begin(byte[] json, int length) {
        if (before.length < length) {
            before = new byte[2 * length];
        }
        System.arraycopy(json, 0, before, 0, length);
        beforeLength = length;
        since = ticker.nanos();
    }

    private List<FieldChange> changes(Count count, byte[] json, int length) {
        List<FieldChange> changes = FieldChange.between(before, beforeLength, json, length);
        for (FieldChange change : changes) {
            boolean isCounted = count.fields.size() < MAX_FIELDS || count.fields.containsKey(change.field());
            count.fields.merge(isCounted ? change.field() : OTHER_FIELDS, 1L, Long::sum);
        }
        return changes;
    }

    /** Takes a hit for a sample such that each of them has the same chance. */
    private void sample(Count count, String outcome, List<FieldChange> changes) {
        count.candidates++;
        if (count.samples.size() < maxSamples) {
            count.samples.add(sample(outcome, changes));
            return;
        }
        long place = random.nextLong(count.candidates);
        if (place < maxSamples) {
            count.samples.set((int) place, sample(outcome, changes));
        }
    }

    private RuleSample sample(String outcome, List<FieldChange> changes) {
        return new RuleSample(
                outcome,
                cut(new String(before, 0, beforeLength, UTF_8), MAX_EVENT_CHARACTERS),
                changes.stream().limit(MAX_CHANGES).map(RuleTally::cut).toList());
    }

    private static FieldChange cut(FieldChange change) {
        return new FieldChange(
                cut(change.field(), MAX_VALUE_CHARACTERS),
                cut(change.before(), MAX_VALUE_CHARACTERS),
                cut(change.after(), MAX_VALUE_CHARACTERS));
    }

    private static String cut(String text, int limit) {
        if (text == null || text.length() <= limit) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit) + "…";
    }

    /**
     * What each rule did, in order.
     *
     * @param cpuNanosPerEvent that all rules together took for an event; it is divided among them as their times were
     */
    public List<RuleEffect> effects(double cpuNanosPerEvent) {
        long nanos = Math.max(
                1, Arrays.stream(counts).mapToLong(count -> count.nanos).sum());
        List<RuleEffect> effects = new ArrayList<>();
        for (int rule = 0; rule < counts.length; rule++) {
            Count count = counts[rule];
            effects.add(new RuleEffect(
                    names.get(rule),
                    count.hits,
                    count.dropped,
                    count.toElasticsearch,
                    count.toLake,
                    count.changed,
                    new TreeMap<>(count.fields),
                    new StoreBytes(count.savedElasticsearch, count.savedLake),
                    cpuNanosPerEvent * count.nanos / nanos,
                    count.samples));
        }
        return effects;
    }
}
