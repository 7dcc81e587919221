// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.explorer.Faults;
import dev.sluice.explorer.Transition;
import dev.sluice.explorer.World;
import dev.sluice.sink.driver.PartitionSinkFactory.Start;
import dev.sluice.sink.elasticsearch.SendState.Delivery;
import dev.sluice.sink.elasticsearch.SendState.Fault;
import dev.sluice.sink.elasticsearch.SendState.Group;
import dev.sluice.sink.elasticsearch.SendState.Mark;
import dev.sluice.sink.elasticsearch.SendState.Member;
import dev.sluice.sink.elasticsearch.SendState.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Two members that bring one partition to one data stream, with Kafka's group and Elasticsearch around them. What may be sent and committed when is
 * asked of {@link SendWindow}, what of a roll-over to mind of {@link RolloverDecision}; calls to Elasticsearch are {@link DeliverySteps}.
 *
 * <p>Time is not counted: a member's last commit is either young or older than its proof's life, which a pause makes it; and only then, or after a
 * crash, the group gives the partition to another. A request that Elasticsearch was sent before that is executed or dropped by then.
 */
final class SendWorld implements World<SendState> {

    static final String OLD = ".ds-logs-000001";
    static final String YOUNG = ".ds-logs-000002";

    /** Whoever had the partition has crashed. */
    private static final int NOBODY = -1;

    /** Whoever had the partition has given it back. */
    private static final int LEFT = -2;

    private static final int COMMIT_INTERVAL = 500;
    private static final int PROOF_LIFE = 30_000;
    private static final TopicPartition PARTITION = new TopicPartition("logs.parsed", 0);

    private final int records;
    private final Faults faults;
    private final SendDecisions decisions;
    private final DeliverySteps delivery;

    /** Asked, and not told anything any more. */
    private final Map<Member, SendWindow> windows = new HashMap<>();

    SendWorld(int records, Faults faults, SendDecisions decisions) {
        this.records = records;
        this.faults = faults;
        this.decisions = decisions;
        delivery = new DeliverySteps(documents(records), decisions);
    }

    private static List<Document> documents(int records) {
        return IntStream.range(0, records)
                .mapToObj(offset -> Document.of(
                        new DocumentOrigin.FromLake(Integer.toString(offset).getBytes(US_ASCII)),
                        "logs",
                        new byte[0],
                        false))
                .toList();
    }

    @Override
    public SendState initial() {
        return new SendState(
                new Store(0, 0, false),
                new Group(NOBODY, 0, 0, false),
                List.of(),
                List.of(Member.OUT, Member.OUT),
                faults);
    }

    @Override
    public Optional<String> violation(SendState state) {
        if (state.group().wentBack()) {
            return Optional.of("the committed offset went back");
        }
        int stored = state.store().old() | state.store().young();
        int committed = (1 << state.group().committed()) - 1;
        return (committed & ~stored) == 0 ? Optional.empty() : Optional.of("a committed record is stored nowhere");
    }

    @Override
    public Optional<String> violationAtRest(SendState state) {
        if (state.group().committed() < records) {
            return Optional.of("not all is committed");
        }
        return (state.store().old() & state.store().young()) == 0
                ? Optional.empty()
                : Optional.of("a record is stored twice");
    }

    @Override
    public List<Transition<SendState>> steps(SendState state) {
        List<Transition<SendState>> steps = new ArrayList<>();
        for (int number = 0; number < state.members().size(); number++) {
            Member member = state.members().get(number);
            if (member.opened() == null) {
                takeOver(state, number, steps);
            } else if (!member.paused()) {
                owner(state, number, member, steps);
                delivery.add(state, number, member, steps);
                stop(state, number, member, steps);
            } else {
                steps.add(Transition.of(name(number) + " wakes", state.with(number, member.wake())));
            }
        }
        delivery.addRequests(state, steps);
        if (state.left().may(Fault.ROLL_OVER)) {
            Store store = state.store();
            steps.add(Transition.fault(
                    "the data stream rolls over",
                    state.with(new Store(store.old(), store.young(), true)).after(Fault.ROLL_OVER)));
        }
        return steps;
    }

    static String name(int number) {
        return number == 0 ? "A" : "B";
    }

    /** After a crash or a pause the session time-out has passed, which is longer than a request is held. */
    private void takeOver(SendState state, int number, List<Transition<SendState>> steps) {
        int owner = state.group().owner();
        // Members are alike: if both could, the first does.
        boolean first = number == 0 || state.members().getFirst().opened() != null;
        if (!first
                || owner == number
                || owner >= 0 && !state.members().get(owner).paused()) {
            return;
        }
        Mark found = new Mark(state.group().committed(), state.group().sentUpTo());
        Member opened = new Member(found, false, false, found.offset(), found.offset(), null, false, null);
        Group group = new Group(
                number, found.offset(), found.sentUpTo(), state.group().wentBack());
        SendState taken = state.with(group).with(number, opened);
        steps.add(Transition.of(
                name(number) + " is given the partition, with sent=" + found.sentUpTo() + " at " + found.offset(),
                decisions.dropsWhatIsGivenUp() && owner != LEFT ? delivery.dropAll(taken) : taken));
    }

    private void owner(SendState state, int number, Member member, List<Transition<SendState>> steps) {
        SendWindow window = windows.computeIfAbsent(member.deliver(null), this::window);
        boolean reads = member.delivery() == null && !member.flushing() && member.done() < records;
        for (int end = member.done() + 1; reads && end <= records; end++) {
            if (decisions.maySend(window, end, now(member))) {
                begin(state, number, member, window, end, steps);
            }
        }
        // Whatever is read next waits: the watermark is above all of them.
        OptionalLong nextEnd = reads ? OptionalLong.of(member.done() + 1L) : OptionalLong.empty();
        Set<SendWatermark.Mark> wishes = new LinkedHashSet<>();
        for (long now : times(member)) {
            window.wish(now, nextEnd)
                    .map(wish -> decisions.commit(wish, member.flushing() && member.delivery() == null))
                    .ifPresent(wishes::add);
        }
        wishes.forEach(wish -> commit(state, number, member, wish, steps));
        if (member.flushing() && (window.isDone() || !decisions.leavesOnlyWhenDone())) {
            steps.add(Transition.of(
                    name(number) + " leaves",
                    state.with(number, Member.OUT).with(withOwner(state.group(), number, LEFT))));
        }
    }

    private void begin(
            SendState state, int number, Member member, SendWindow window, int end, List<Transition<SendState>> steps) {
        int unknown = IntStream.range(member.done(), end)
                .filter(offset -> decisions.isFateUnknown(window, offset))
                .map(offset -> 1 << offset)
                .sum();
        Delivery first = Delivery.begin(end, (1 << end) - (1 << member.done()), unknown);
        steps.add(Transition.of(name(number) + " begins a bulk up to " + end, state.with(number, member.begin(first))));
    }

    private void commit(
            SendState state, int number, Member member, SendWatermark.Mark wish, List<Transition<SendState>> steps) {
        if (state.group().owner() != number) {
            steps.add(Transition.of(
                    name(number) + " may not commit and hears that the partition is another's",
                    state.with(number, Member.OUT)));
            return;
        }
        // Through the text that is committed; a watermark above all records is one.
        OffsetAndMetadata commit = wish.commit();
        int sentUpTo = (int) Math.min(SendWatermark.of(commit), records + 1L);
        Mark mark = new Mark((int) commit.offset(), sentUpTo);
        Group group = new Group(
                number,
                mark.offset(),
                mark.sentUpTo(),
                mark.offset() < state.group().committed());
        String name = name(number) + " commits " + mark.offset() + " with sent=" + sentUpTo;
        steps.add(Transition.of(name, state.with(group).with(number, member.committed(mark))));
        if (state.left().may(Fault.LOST_COMMIT)) {
            steps.add(Transition.fault(
                    name + ", and gets no answer", state.with(group).after(Fault.LOST_COMMIT)));
        }
    }

    private void stop(SendState state, int number, Member member, List<Transition<SendState>> steps) {
        Faults left = state.left();
        boolean owns = state.group().owner() == number;
        if (left.may(Fault.CRASH)) {
            steps.add(Transition.fault(
                    name(number) + " crashes",
                    state.with(number, Member.OUT)
                            .with(withOwner(state.group(), number, NOBODY))
                            .after(Fault.CRASH)));
        }
        if (left.may(Fault.PAUSE) && owns) {
            steps.add(Transition.fault(
                    name(number) + " pauses for longer than its session",
                    state.with(number, member.pause()).after(Fault.PAUSE)));
        }
        if (left.may(Fault.REBALANCE) && owns && !member.flushing()) {
            steps.add(Transition.fault(
                    name(number) + " is told to give the partition back",
                    state.with(number, member.flush()).after(Fault.REBALANCE)));
        }
    }

    private static Group withOwner(Group group, int leaving, int owner) {
        return group.owner() == leaving
                ? new Group(owner, group.committed(), group.sentUpTo(), group.wentBack())
                : group;
    }

    /** The window of a member: made from what it was told. */
    private SendWindow window(Member member) {
        Mark opened = member.opened();
        OffsetAndMetadata found = new SendWatermark.Mark(opened.offset(), opened.sentUpTo()).commit();
        SendWindow window = new SendWindow(new Start(PARTITION, found, 0, records), COMMIT_INTERVAL, PROOF_LIFE);
        window.accepted(member.accepted());
        window.done(member.done());
        if (member.marked() != null) {
            window.committed(
                    new SendWatermark.Mark(
                            member.marked().offset(), member.marked().sentUpTo()),
                    0);
        }
        if (member.flushing()) {
            window.flush();
        }
        return window;
    }

    /** Its last commit was at 0. */
    private static long now(Member member) {
        return member.proven() ? 0 : PROOF_LIFE;
    }

    /** All times that make a difference to a member whose last commit is young, or old. */
    private static List<Long> times(Member member) {
        return member.proven()
                ? List.of(0L, (long) COMMIT_INTERVAL, PROOF_LIFE / 3L, PROOF_LIFE - 1L)
                : List.of((long) PROOF_LIFE);
    }
}
