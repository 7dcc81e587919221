// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.explorer.Faults;
import dev.sluice.explorer.Transition;
import dev.sluice.explorer.World;
import dev.sluice.sink.driver.PartitionSinkFactory.Start;
import dev.sluice.sink.s3.LakeState.Fault;
import dev.sluice.sink.s3.LakeState.Group;
import dev.sluice.sink.s3.LakeState.Member;
import dev.sluice.sink.s3.LakeState.Phase;
import dev.sluice.sink.s3.LakeState.Put;
import dev.sluice.sink.s3.format.LakeFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Two members that bring one partition to one folder of the lake. Where a range begins and what is committed is asked of {@link FirstRange} and
 * {@link RangePlan}; the order of a range's steps is that of {@link LakePartition}. A put may land at any time after it was sent, whatever became of
 * its sender, and a range may end behind any record, as the clock would have it.
 */
final class LakeWorld implements World<LakeState> {

    private static final int NOBODY = -1;
    private static final TopicPartition PARTITION = new TopicPartition("logs.parsed", 0);

    private final int records;
    private final Faults faults;
    private final LakeDecisions decisions;

    LakeWorld(int records, Faults faults, LakeDecisions decisions) {
        this.records = records;
        this.faults = faults;
        this.decisions = decisions;
    }

    @Override
    public LakeState initial() {
        return new LakeState(
                0,
                new Group(NOBODY, 0, "", false),
                Collections.nCopies(records, 0),
                List.of(),
                List.of(Member.OUT, Member.OUT),
                0,
                faults);
    }

    @Override
    public Optional<String> violation(LakeState state) {
        int stored = stored(state);
        if (state.group().wentBack()) {
            return Optional.of("the committed offset went back");
        }
        if ((state.everStored() & ~stored) != 0) {
            return Optional.of("a stored record is in the lake no more");
        }
        // What Kafka deleted unread is not lost here: the sink counts it, and raises an alarm.
        int kept = below(state.group().committed()) & ~below(state.logStart());
        return (kept & ~stored) == 0 ? Optional.empty() : Optional.of("a committed record is stored nowhere");
    }

    @Override
    public Optional<String> violationAtRest(LakeState state) {
        if (Math.max(state.group().committed(), state.logStart()) < records) {
            return Optional.of("not all is committed");
        }
        int copies = state.objects().stream().mapToInt(Integer::bitCount).sum();
        return copies == Integer.bitCount(stored(state)) ? Optional.empty() : Optional.of("a record is in two objects");
    }

    private static int stored(LakeState state) {
        return state.objects().stream().reduce(0, (all, object) -> all | object);
    }

    private static int below(int offset) {
        return (1 << offset) - 1;
    }

    @Override
    public List<Transition<LakeState>> steps(LakeState state) {
        List<Transition<LakeState>> steps = new ArrayList<>();
        for (int number = 0; number < state.members().size(); number++) {
            Member member = state.members().get(number);
            if (member.phase() == Phase.OUT) {
                takeOver(state, number, steps);
            } else if (member.paused()) {
                steps.add(Transition.of(name(number) + " wakes", state.with(number, member.paused(false))));
            } else {
                goOn(state, number, member, steps);
                stop(state, number, member, steps);
            }
        }
        for (Put put : state.puts()) {
            land(state, put, steps);
        }
        if (state.left().may(Fault.RETENTION)) {
            for (int from = state.logStart() + 1; from <= records; from++) {
                steps.add(Transition.fault(
                        "Kafka deletes what is before " + from,
                        state.retained(from).after(Fault.RETENTION)));
            }
        }
        return steps;
    }

    private static String name(int number) {
        return number == 0 ? "A" : "B";
    }

    private void takeOver(LakeState state, int number, List<Transition<LakeState>> steps) {
        int owner = state.group().owner();
        // Members are alike: if both could, the first does.
        boolean first = number == 0 || state.members().getFirst().phase() != Phase.OUT;
        if (!first
                || owner == number
                || owner != NOBODY && !state.members().get(owner).paused()) {
            return;
        }
        Group found = state.group();
        Start start = new Start(
                PARTITION, new OffsetAndMetadata(found.committed(), found.metadata()), state.logStart(), records);
        Member opened = switch (decisions.first(start)) {
            case FirstRange.Fresh fresh -> Member.reads((int) fresh.offset());
            case FirstRange.Rebuilt rebuilt -> {
                int begin = (int) rebuilt.plan().start();
                int end = (int) rebuilt.plan().end();
                int left = below(end) & ~below(Math.max(begin, state.logStart()));
                yield new Member(Phase.UPLOADS, false, begin, end, left, rebuilt.incomplete());
            }
            case FirstRange.Gone gone ->
                new Member(
                        Phase.STORED,
                        false,
                        (int) gone.plan().start(),
                        (int) gone.plan().end(),
                        0,
                        true);
        };
        Group group = new Group(number, found.committed(), found.metadata(), found.wentBack());
        steps.add(Transition.of(
                name(number) + " is given the partition at " + found.committed() + " '" + found.metadata() + "'",
                state.with(group).with(number, opened)));
    }

    private void goOn(LakeState state, int number, Member member, List<Transition<LakeState>> steps) {
        RangePlan plan = new RangePlan(member.start(), member.end(), LakeFormat.NDJSON_GZ);
        switch (member.phase()) {
            case READS -> read(state, number, member, steps);
            case CLOSED ->
                commit(state, number, decisions.plan(plan), member.at(Phase.UPLOADS), "the plan up to ", steps);
            case UPLOADS -> {
                Put put = new Put(number, member.start(), member.records(), member.keepExisting());
                Phase next = decisions.uploadsBeforeCommit() ? Phase.WAITS : Phase.STORED;
                steps.add(Transition.of(
                        name(number) + " sends the object of " + member.start() + " with "
                                + Integer.toBinaryString(member.records()),
                        state.sent(put).with(number, member.at(next))));
            }
            case STORED ->
                commit(
                        state,
                        number,
                        plan.fulfilled(),
                        Member.reads(member.end()),
                        "the end of the range up to ",
                        steps);
            case OUT, WAITS -> {}
        }
    }

    /** A range ends where size or clock say; what Kafka has deleted meanwhile is passed over, which is counted. */
    private void read(LakeState state, int number, Member member, List<Transition<LakeState>> steps) {
        int start = Math.max(member.start(), state.logStart());
        if (start > member.start()) {
            // It stores what it has, which is nothing, and opens the partition anew.
            steps.add(Transition.of(
                    name(number) + " finds that the log begins at " + start,
                    state.with(number, Member.OUT).with(withOwner(state.group(), number))));
            return;
        }
        for (int end = start + 1; end <= records; end++) {
            Member closed = new Member(Phase.CLOSED, false, start, end, below(end) & ~below(start), false);
            steps.add(Transition.of(
                    name(number) + " closes a range from " + start + " to " + end,
                    state.with(number, decisions.plansBeforeUpload() ? closed : closed.at(Phase.UPLOADS))));
        }
    }

    private void commit(
            LakeState state,
            int number,
            OffsetAndMetadata commit,
            Member after,
            String what,
            List<Transition<LakeState>> steps) {
        if (state.group().owner() != number) {
            steps.add(Transition.of(
                    name(number) + " may not commit and hears that the partition is another's",
                    state.with(number, Member.OUT)));
            return;
        }
        int offset = (int) commit.offset();
        Group group = new Group(
                number,
                offset,
                commit.metadata(),
                state.group().wentBack() || offset < state.group().committed());
        String name =
                name(number) + " commits " + what + state.members().get(number).end();
        steps.add(Transition.of(name, state.with(group).with(number, after)));
        if (state.left().may(Fault.LOST_COMMIT)) {
            steps.add(Transition.fault(
                    name + ", and gets no answer", state.with(group).after(Fault.LOST_COMMIT)));
        }
    }

    private static void land(LakeState state, Put put, List<Transition<LakeState>> steps) {
        LakeState done = state.executed(put);
        Member sender = state.members().get(put.member());
        boolean waits = sender.phase() == Phase.WAITS
                && sender.start() == put.first()
                && state.puts().lastIndexOf(put) == last(state.puts(), put.member());
        String name = "a put of " + name(put.member()) + " lands at " + put.first();
        steps.add(Transition.of(name, waits ? done.with(put.member(), sender.at(Phase.STORED)) : done));
        if (waits && state.left().may(Fault.LOST_ANSWER)) {
            LakeState again = done.with(put.member(), sender.at(Phase.UPLOADS));
            steps.add(Transition.fault(name + ", and the answer is lost", again.after(Fault.LOST_ANSWER)));
            LakeState held = state.with(put.member(), sender.at(Phase.UPLOADS));
            steps.add(Transition.fault(name(put.member()) + " waits no longer", held.after(Fault.LOST_ANSWER)));
        }
    }

    private static int last(List<Put> puts, int member) {
        int last = NOBODY;
        for (int i = 0; i < puts.size(); i++) {
            last = puts.get(i).member() == member ? i : last;
        }
        return last;
    }

    private static void stop(LakeState state, int number, Member member, List<Transition<LakeState>> steps) {
        LakeState gone = state.with(number, Member.OUT).with(withOwner(state.group(), number));
        boolean owns = state.group().owner() == number;
        if (state.left().may(Fault.CRASH)) {
            steps.add(Transition.fault(name(number) + " crashes", gone.after(Fault.CRASH)));
        }
        if (state.left().may(Fault.PAUSE) && owns) {
            steps.add(Transition.fault(
                    name(number) + " pauses for longer than its session",
                    state.with(number, member.paused(true)).after(Fault.PAUSE)));
        }
        if (state.left().may(Fault.REBALANCE) && owns) {
            steps.add(Transition.fault(name(number) + " gives the partition back", gone.after(Fault.REBALANCE)));
        }
    }

    private static Group withOwner(Group group, int leaving) {
        return group.owner() == leaving
                ? new Group(NOBODY, group.committed(), group.metadata(), group.wentBack())
                : group;
    }
}
