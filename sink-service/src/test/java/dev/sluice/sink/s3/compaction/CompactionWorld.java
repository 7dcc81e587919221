// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.compaction;

import dev.sluice.explorer.Faults;
import dev.sluice.explorer.Transition;
import dev.sluice.explorer.World;
import dev.sluice.sink.s3.LakeObject;
import dev.sluice.sink.s3.ObjectCoverage;
import dev.sluice.sink.s3.compaction.CompactionState.Fault;
import dev.sluice.sink.s3.compaction.CompactionState.Listed;
import dev.sluice.sink.s3.compaction.CompactionState.Phase;
import dev.sluice.sink.s3.compaction.CompactionState.Run;
import dev.sluice.sink.s3.compaction.CompactionState.Stored;
import dev.sluice.sink.s3.compaction.LakeCompaction.CompactionRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * A sink that writes one object a record, and compactions of the folder, one at a time, that may die after each step. What is merged and what goes is
 * asked of {@link MergeSelection}, {@link CommittedOffsets}, {@link ObjectCoverage} and {@link RepeatedObjects}; the order of a run's steps is that
 * of {@link LakeCompaction}. The object at the committed offset may be written again, as after a crash; and a put of a process that slept may land at
 * any time, of this object or of any before it.
 */
final class CompactionWorld implements World<CompactionState> {

    private static final String FOLDER = "f/";
    private static final Instant LIMIT = Instant.ofEpochSecond(1_000);

    /** Read once: there are few, and each state has some. */
    private static final Map<String, ObjectCoverage> NAMES = new ConcurrentHashMap<>();

    private static final CompactionRequest REQUEST = new CompactionRequest(null, Duration.ofHours(2), 1_000);

    private final int records;
    private final Faults faults;
    private final boolean mendsRepeats;
    private final boolean writesBeforeItDeletes;
    private final Map<Folder, Boolean> work = new HashMap<>();

    /** What a run depends on. */
    private record Folder(List<Stored> objects, int old, int committed) {}

    /**
     * @param mendsRepeats whether a run deletes what is in a merged object already
     * @param writesBeforeItDeletes whether parts are deleted after the merged object was written
     */
    CompactionWorld(int records, Faults faults, boolean mendsRepeats, boolean writesBeforeItDeletes) {
        this.records = records;
        this.faults = faults;
        this.mendsRepeats = mendsRepeats;
        this.writesBeforeItDeletes = writesBeforeItDeletes;
    }

    @Override
    public CompactionState initial() {
        return new CompactionState(List.of(), 0, 0, false, null, faults);
    }

    @Override
    public Optional<String> violation(CompactionState state) {
        int stored = state.objects().stream().mapToInt(Stored::records).sum();
        return IntStream.range(0, state.committed() + (state.written() ? 1 : 0))
                        .anyMatch(record -> copies(stored, record) == 0)
                ? Optional.of("a stored record is in the lake no more")
                : Optional.empty();
    }

    @Override
    public Optional<String> violationAtRest(CompactionState state) {
        if (state.committed() < records) {
            return Optional.of("not all is committed");
        }
        int stored = state.objects().stream().mapToInt(Stored::records).sum();
        return IntStream.range(0, records).anyMatch(record -> copies(stored, record) > 1)
                ? Optional.of("a record is in the lake twice")
                : Optional.empty();
    }

    private static int size(int records) {
        return IntStream.range(0, 8).map(record -> copies(records, record)).sum();
    }

    private static int copies(int records, int record) {
        return records >> 4 * record & 15;
    }

    @Override
    public List<Transition<CompactionState>> steps(CompactionState state) {
        List<Transition<CompactionState>> steps = new ArrayList<>();
        sink(state, steps);
        if (state.old() < state.objects().size()) {
            steps.add(Transition.of("time passes", state.aged()));
        }
        if (state.run() != null) {
            goOn(state, state.run(), steps);
            if (state.left().may(Fault.CRASH)) {
                steps.add(Transition.fault(
                        "the compaction crashes", state.with((Run) null).after(Fault.CRASH)));
            }
        } else if (hasWork(state)) {
            steps.add(Transition.of(
                    "a compaction lists " + state.objects(),
                    state.with(new Run(Phase.LISTED, state.committed(), listed(state), List.of(), ""))));
        }
        return steps;
    }

    private void sink(CompactionState state, List<Transition<CompactionState>> steps) {
        int next = state.committed();
        if (next < records && !state.written()) {
            steps.add(Transition.of("the sink writes " + next, part(state, next).sink(next, true)));
        }
        if (state.written()) {
            steps.add(Transition.of("the sink commits " + (next + 1), state.sink(next + 1, false)));
            if (state.left().may(Fault.REBUILD)) {
                steps.add(Transition.fault(
                        "the sink crashes and writes " + next + " again",
                        part(state, next).after(Fault.REBUILD)));
            }
        }
        for (int late = 0; late < next && state.left().may(Fault.LATE_PUT); late++) {
            steps.add(Transition.fault(
                    "a late put of " + late + " lands", part(state, late).after(Fault.LATE_PUT)));
        }
    }

    private static CompactionState part(CompactionState state, int offset) {
        return state.put(String.format("logs.parsed-0-%020d.ndjson.gz", offset), 1 << 4 * offset);
    }

    /** Whether a run would do anything: one that does not changes nothing. */
    private boolean hasWork(CompactionState state) {
        return work.computeIfAbsent(
                new Folder(state.objects(), state.old(), state.committed()), folder -> wouldDoSomething(state));
    }

    private boolean wouldDoSomething(CompactionState state) {
        List<LakeObject> folder = objects(listed(state));
        return !MergeSelection.superseded(folder).isEmpty()
                || repeated(state, folder).isPresent()
                || !batches(folder, state.committed()).isEmpty();
    }

    private void goOn(CompactionState state, Run run, List<Transition<CompactionState>> steps) {
        List<LakeObject> folder = objects(run.listed());
        switch (run.phase()) {
            case LISTED -> {
                List<LakeObject> superseded = MergeSelection.superseded(folder);
                List<LakeObject> left = new ArrayList<>(folder);
                left.removeAll(superseded);
                Optional<LakeObject> repeated = superseded.isEmpty() ? repeated(state, left) : Optional.empty();
                repeated.ifPresent(left::remove);
                List<String> gone = new ArrayList<>(names(superseded));
                repeated.ifPresent(object -> gone.add(object.name().toString()));
                Phase next = gone.isEmpty() ? Phase.CLEANED : Phase.LISTED;
                steps.add(Transition.of(
                        "the compaction deletes " + gone,
                        state.delete(gone).with(new Run(next, run.offset(), only(run, left), List.of(), ""))));
            }
            case CLEANED -> merge(state, run, folder, steps);
            case MERGED -> {
                CompactionState done = writesBeforeItDeletes
                        ? state.delete(run.parts())
                        : state.put(
                                run.target(),
                                run.listed().stream().mapToInt(Listed::records).sum());
                steps.add(Transition.of("the compaction ends", done.with((Run) null)));
            }
        }
    }

    private void merge(
            CompactionState state, Run run, List<LakeObject> folder, List<Transition<CompactionState>> steps) {
        List<List<LakeObject>> batches = batches(folder, run.offset());
        if (batches.isEmpty()) {
            steps.add(Transition.of("the compaction finds nothing to merge", state.with((Run) null)));
            return;
        }
        List<LakeObject> parts = batches.getFirst();
        String target = MergeSelection.name(parts.subList(0, parts.size() - 1), parts.getLast(), folder)
                .toString();
        List<String> names = names(parts);
        int content = 0;
        for (String name : names) {
            content += state.records(name);
        }
        Run merged = new Run(Phase.MERGED, run.offset(), only(run, parts), names, target);
        steps.add(Transition.of(
                "the compaction merges " + names + " to " + target,
                (writesBeforeItDeletes ? state.put(target, content) : state.delete(names)).with(merged)));
    }

    private static List<Listed> listed(CompactionState state) {
        List<Listed> listed = new ArrayList<>();
        for (Stored object : state.objects()) {
            int order = listed.size();
            listed.add(new Listed(object.name(), object.records(), order < state.old(), order));
        }
        return List.copyOf(listed);
    }

    private static List<Listed> only(Run run, List<LakeObject> objects) {
        List<String> names = names(objects);
        return run.listed().stream()
                .filter(object -> names.contains(object.name()))
                .toList();
    }

    private static List<String> names(List<LakeObject> objects) {
        return objects.stream().map(object -> object.name().toString()).toList();
    }

    /** Objects as the main code knows them: what is old was written before the limit, in the order of the list. */
    private static List<LakeObject> objects(List<Listed> listed) {
        return listed.stream()
                .map(object -> new LakeObject(
                        FOLDER,
                        NAMES.computeIfAbsent(
                                object.name(),
                                name -> ObjectCoverage.parse(name).orElseThrow()),
                        size(object.records()),
                        LIMIT.plusSeconds(object.old() ? object.order() - 100L : object.order() + 1L)))
                .toList();
    }

    private static List<List<LakeObject>> batches(List<LakeObject> folder, int committed) {
        CommittedOffsets offsets = new CommittedOffsets(Map.of(new TopicPartition("logs.parsed", 0), (long) committed));
        return MergeSelection.batches(folder, offsets, REQUEST, LIMIT);
    }

    private Optional<LakeObject> repeated(CompactionState state, List<LakeObject> objects) {
        if (!mendsRepeats) {
            return Optional.empty();
        }
        try {
            return new RepeatedObjects(
                            (key, ids) -> {
                                int held = state.records(key.substring(FOLDER.length()));
                                for (int record = 0; record < records; record++) {
                                    if (copies(held, record) > 0) {
                                        ids.accept(Integer.toString(record));
                                    }
                                }
                            },
                            id -> false)
                    .find(objects);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
