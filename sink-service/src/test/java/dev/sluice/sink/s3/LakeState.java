// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.explorer.Faults;
import java.util.ArrayList;
import java.util.List;

/**
 * A moment of {@link LakeWorld}: one partition, one folder of the lake, two members. Sets of records are bit masks by offset.
 *
 * @param logStart the first offset that Kafka still has
 * @param objects what the object of each first offset holds; 0 where there is none
 * @param puts that the store has not executed yet
 * @param everStored what was in the lake at any time
 */
record LakeState(
        int logStart,
        Group group,
        List<Integer> objects,
        List<Put> puts,
        List<Member> members,
        int everStored,
        Faults left) {

    /**
     * The consumer group.
     *
     * @param owner the member to whom the partition belongs; -1 for nobody
     * @param metadata of the committed offset
     * @param wentBack whether the offset ever did
     */
    record Group(int owner, int committed, String metadata, boolean wentBack) {}

    /** @param keepExisting whether an object that is there stays as it is: {@code If-None-Match} */
    record Put(int member, int first, int records, boolean keepExisting) {}

    enum Phase {
        /** It does not think that the partition is its own. */
        OUT,
        /** Its range is being read. */
        READS,
        /** Its range is closed, and the plan not committed. */
        CLOSED,
        /** The plan stands. */
        UPLOADS,
        /** It has sent the object, and waits for the answer. */
        WAITS,
        /** The object is stored. */
        STORED
    }

    /**
     * A member and its range.
     *
     * @param end offset after its last record
     * @param records that it has of the range: those that Kafka still had when it read them
     */
    record Member(Phase phase, boolean paused, int start, int end, int records, boolean keepExisting) {

        static final Member OUT = new Member(Phase.OUT, false, 0, 0, 0, false);

        static Member reads(int start) {
            return new Member(Phase.READS, false, start, start, 0, false);
        }

        Member at(Phase next) {
            return new Member(next, paused, start, end, records, keepExisting);
        }

        Member paused(boolean now) {
            return new Member(phase, now, start, end, records, keepExisting);
        }
    }

    enum Fault {
        CRASH,
        PAUSE,
        LOST_ANSWER,
        LOST_COMMIT,
        REBALANCE,
        RETENTION
    }

    LakeState with(Group next) {
        return new LakeState(logStart, next, objects, puts, members, everStored, left);
    }

    LakeState with(int number, Member next) {
        List<Member> all = number == 0 ? List.of(next, members.get(1)) : List.of(members.get(0), next);
        return new LakeState(logStart, group, objects, puts, all, everStored, left);
    }

    LakeState after(Fault fault) {
        return new LakeState(logStart, group, objects, puts, members, everStored, left.without(fault));
    }

    LakeState retained(int from) {
        return new LakeState(from, group, objects, puts, members, everStored, left);
    }

    LakeState sent(Put put) {
        List<Put> all = new ArrayList<>(puts);
        all.add(put);
        return new LakeState(logStart, group, objects, List.copyOf(all), members, everStored, left);
    }

    LakeState executed(Put put) {
        List<Put> others = new ArrayList<>(puts);
        others.remove(put);
        List<Integer> now = new ArrayList<>(objects);
        if (!put.keepExisting || now.get(put.first) == 0) {
            now.set(put.first, put.records);
        }
        return new LakeState(
                logStart, group, List.copyOf(now), List.copyOf(others), members, everStored | put.records, left);
    }
}
