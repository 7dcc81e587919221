// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.explorer.Faults;
import java.util.List;
import java.util.stream.Stream;

/**
 * A moment of {@link SendWorld}: one partition, one data stream, two members. Sets of records are bit masks by offset.
 *
 * @param requests that Elasticsearch holds and has not executed
 */
record SendState(Store store, Group group, List<Request> requests, List<Member> members, Faults left) {

    /** What the backing indices hold. */
    record Store(int old, int young, boolean rolledOver) {

        List<String> backing() {
            return rolledOver ? List.of(SendWorld.OLD, SendWorld.YOUNG) : List.of(SendWorld.OLD);
        }

        int in(String index) {
            return index.equals(SendWorld.OLD) ? old : young;
        }

        Store with(String index, int records) {
            return index.equals(SendWorld.OLD)
                    ? new Store(records, young, rolledOver)
                    : new Store(old, records, rolledOver);
        }
    }

    /**
     * The consumer group.
     *
     * @param owner the member to whom the partition belongs; negative for nobody
     * @param sentUpTo the watermark beside the offset, or -1
     * @param wentBack whether the offset ever did
     */
    record Group(int owner, int committed, int sentUpTo, boolean wentBack) {}

    /** @param rolledOver whether it was sent after the roll-over */
    record Request(int member, int records, boolean rolledOver) {}

    /**
     * A member, and the calls by which its {@link SendWindow} is made again.
     *
     * @param opened what it found at its start; null while it does not think that the partition is its own
     * @param proven whether its last commit is young enough
     * @param marked what it committed last; null before
     */
    record Member(
            Mark opened,
            boolean paused,
            boolean proven,
            int accepted,
            int done,
            Mark marked,
            boolean flushing,
            Delivery delivery) {

        static final Member OUT = new Member(null, false, false, 0, 0, null, false, null);

        Member begin(Delivery first) {
            return new Member(opened, paused, proven, first.end, done, marked, flushing, first);
        }

        Member deliver(Delivery next) {
            return new Member(opened, paused, proven, accepted, done, marked, flushing, next);
        }

        Member delivered() {
            return new Member(opened, paused, proven, accepted, accepted, marked, flushing, null);
        }

        Member committed(Mark mark) {
            // From now on its window does not depend on where it began, but for whose fate is unknown.
            return new Member(new Mark(0, opened.sentUpTo), paused, true, accepted, done, mark, flushing, delivery);
        }

        Member flush() {
            return new Member(opened, paused, proven, accepted, done, marked, true, delivery);
        }

        Member pause() {
            return new Member(opened, true, false, accepted, done, marked, flushing, delivery);
        }

        Member wake() {
            return new Member(opened, false, false, accepted, done, marked, flushing, delivery);
        }
    }

    record Mark(int offset, int sentUpTo) {}

    /** The steps of {@link BulkDelivery} and {@link RolloverDedup}, each of which is one call to Elasticsearch. */
    enum Phase {
        BEGIN,
        RESOLVE,
        LOOK_UP,
        DELETE,
        SEND,
        SENT,
        ANSWERED,
        RESOLVE_AGAIN,
        LOOK_UP_AGAIN,
        DELETE_AGAIN
    }

    /**
     * A bulk on its way. What a phase does not need is empty, so that states that go on alike are one.
     *
     * @param end offset after its last record
     * @param records that are still to be brought
     * @param unknown those of them whose fate is unknown
     * @param backing how many backing indices there were when they were looked up last
     * @param writeIndex to which index the data stream wrote when it was looked up before sending; null if it was not
     * @param surplus second copies to be deleted; or what the answer says was created, by index
     */
    record Delivery(Phase phase, int end, int records, int unknown, int backing, String writeIndex, Store surplus) {

        static Delivery begin(int end, int records, int unknown) {
            return new Delivery(Phase.BEGIN, end, records, unknown, 0, null, null);
        }

        Delivery at(Phase next) {
            return new Delivery(next, end, records, unknown, backing, writeIndex, surplus);
        }

        Delivery withUnknown(int nowUnknown) {
            return new Delivery(phase, end, records, nowUnknown, backing, writeIndex, surplus);
        }

        Delivery resolved(Phase next, int nowBacking, String nowWriteIndex) {
            return new Delivery(next, end, records, unknown, nowBacking, nowWriteIndex, null);
        }

        Delivery withRecords(int left) {
            return new Delivery(phase, end, left, unknown & left, backing, writeIndex, surplus);
        }

        Delivery ready() {
            return new Delivery(Phase.SEND, end, records, unknown, 0, writeIndex, null);
        }

        Delivery answered(Store created) {
            return new Delivery(Phase.ANSWERED, end, records, unknown, 0, writeIndex, created);
        }

        Delivery doubted(int suspects) {
            return new Delivery(Phase.RESOLVE_AGAIN, end, suspects, suspects, 0, null, null);
        }

        Delivery deleting(Phase next, Store nowSurplus) {
            return new Delivery(next, end, records, unknown, 0, writeIndex, nowSurplus);
        }

        /** The next attempt after one of which nobody knows what became. */
        Delivery again() {
            return begin(end, records, records);
        }
    }

    enum Fault {
        CRASH,
        PAUSE,
        ROLL_OVER,
        LOST_ANSWER,
        LOST_COMMIT,
        REBALANCE
    }

    SendState after(Fault fault) {
        return with(left.without(fault));
    }

    SendState with(Store next) {
        return new SendState(next, group, requests, members, left);
    }

    SendState with(Group next) {
        return new SendState(store, next, requests, members, left);
    }

    SendState with(int number, Member next) {
        List<Member> all = number == 0 ? List.of(next, members.get(1)) : List.of(members.get(0), next);
        return new SendState(store, group, requests, all, left);
    }

    SendState with(Faults next) {
        return new SendState(store, group, requests, members, next);
    }

    SendState with(Request request) {
        return new SendState(
                store,
                group,
                Stream.concat(requests.stream(), Stream.of(request)).toList(),
                members,
                left);
    }

    /** Without one of the requests. */
    SendState without(Request request) {
        List<Request> others = new java.util.ArrayList<>(requests);
        others.remove(request);
        return new SendState(store, group, List.copyOf(others), members, left);
    }

    SendState withoutRequests() {
        return new SendState(store, group, List.of(), members, left);
    }
}
