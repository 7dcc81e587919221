// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.compaction;

import dev.sluice.explorer.Faults;
import java.util.ArrayList;
import java.util.List;

/**
 * A moment of {@link CompactionWorld}: one folder of the lake. What an object holds is how often it holds each record, four bits a record.
 *
 * @param objects in the order in which they were written
 * @param old how many of them are old enough to be merged
 * @param committed the sink's offset: the part that begins there may be written, all before it are
 * @param written whether that part was
 * @param run the compaction that is at work, or null
 */
record CompactionState(List<Stored> objects, int old, int committed, boolean written, Run run, Faults left) {

    record Stored(String name, int records) {}

    /** An object as it was listed. */
    record Listed(String name, int records, boolean old, int order) {}

    enum Phase {
        /** It has listed the folder, and asked before for the committed offset. */
        LISTED,
        /** It has deleted what was merged before. */
        CLEANED,
        /** It has written a merged object. */
        MERGED
    }

    /**
     * @param offset that was committed when it began
     * @param parts names of what it has merged
     * @param target name of the merged object
     */
    record Run(Phase phase, int offset, List<Listed> listed, List<String> parts, String target) {}

    enum Fault {
        CRASH,
        REBUILD,
        LATE_PUT
    }

    int records(String name) {
        return objects.stream()
                .filter(object -> object.name.equals(name))
                .mapToInt(Stored::records)
                .findFirst()
                .orElse(0);
    }

    /** An object is written, in the place of one that has its name; it is the youngest. */
    CompactionState put(String name, int records) {
        CompactionState without = delete(List.of(name));
        List<Stored> all = new ArrayList<>(without.objects);
        all.add(new Stored(name, records));
        return new CompactionState(List.copyOf(all), without.old, committed, written, run, left);
    }

    CompactionState delete(List<String> names) {
        List<Stored> others = new ArrayList<>();
        int stillOld = old;
        for (int i = 0; i < objects.size(); i++) {
            if (!names.contains(objects.get(i).name)) {
                others.add(objects.get(i));
            } else if (i < old) {
                stillOld--;
            }
        }
        return new CompactionState(List.copyOf(others), stillOld, committed, written, run, left);
    }

    CompactionState aged() {
        return new CompactionState(objects, objects.size(), committed, written, run, left);
    }

    CompactionState sink(int nowCommitted, boolean nowWritten) {
        return new CompactionState(objects, old, nowCommitted, nowWritten, run, left);
    }

    CompactionState with(Run next) {
        return new CompactionState(objects, old, committed, written, next, left);
    }

    CompactionState after(Fault fault) {
        return new CompactionState(objects, old, committed, written, run, left.without(fault));
    }
}
