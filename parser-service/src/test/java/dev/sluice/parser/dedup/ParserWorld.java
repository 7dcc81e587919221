// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.explorer.Faults;
import dev.sluice.explorer.Transition;
import dev.sluice.explorer.World;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.parser.dedup.ParserState.Fault;
import dev.sluice.parser.dedup.ParserState.Group;
import dev.sluice.parser.dedup.ParserState.Member;
import dev.sluice.parser.dedup.ParserState.Phase;
import dev.sluice.parser.dedup.ParserState.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Two members that parse one partition in Kafka's transactions. What of a chunk is a repeat, and what is remembered of it, {@link Deduplicator}
 * says, restored each time from what the state topic holds; the order of what is done around it is that of {@code ChunkListener}, {@code
 * PartitionRecovery} and {@link StateReader}.
 *
 * <p>There are three chunks: one that is known by its {@link Identity}, one that nobody can send again (and so is not remembered), and the first
 * one again. A transaction is
 * decided by its coordinator, which writes its markers later, to the group and to the state topic in either order; it is rolled back where its
 * member is gone, or slow.
 */
final class ParserWorld implements World<ParserState> {

    private static final int NOBODY = -1;
    private static final int CHUNKS = 3;
    private static final int MOST_AT_ONCE = 2;
    private static final long NOW = 1_700_000_000_000L;
    private static final DedupLimits LIMITS =
            new DedupLimits(Duration.ofHours(1), Duration.ofDays(7), Duration.ofDays(14), 1 << 20, 1 << 19);

    /** Which line each chunk holds: the last one holds that of the first. */
    private static final int[] LINES = {0, 1, 0};

    /** By what the first chunk is known, which is sent again. */
    enum Identity {
        /** An idempotency key. */
        BATCH,
        /** A place in a file. */
        STREAM,
        /** The dead letter that it is a replay of. */
        REPLAY
    }

    private final Identity identity;
    private final Faults faults;
    private final ParserDecisions decisions;
    private final Map<Poll, Parsed> known = new HashMap<>();

    ParserWorld(Identity identity, Faults faults, ParserDecisions decisions) {
        this.identity = identity;
        this.faults = faults;
        this.decisions = decisions;
    }

    private record Poll(Map<String, String> memory, int from, int to) {}

    private record Parsed(Map<String, String> memory, Map<String, String> changes, int lines) {}

    @Override
    public ParserState initial() {
        return new ParserState(
                new Group(NOBODY, 0, false), Map.of(), 0, 0, List.of(), List.of(Member.OUT, Member.OUT), faults);
    }

    @Override
    public Optional<String> violation(ParserState state) {
        if (state.group().wentBack()) {
            return Optional.of("the committed offset went back");
        }
        if (state.twice() != 0) {
            return Optional.of("a line became two events");
        }
        int committed = IntStream.range(0, state.group().committed())
                .map(chunk -> 1 << LINES[chunk])
                .reduce(0, (all, line) -> all | line);
        return (committed & ~state.events()) == 0
                ? Optional.empty()
                : Optional.of("a committed chunk's line became no event");
    }

    @Override
    public Optional<String> violationAtRest(ParserState state) {
        return state.group().committed() == CHUNKS ? Optional.empty() : Optional.of("not all is committed");
    }

    @Override
    public List<Transition<ParserState>> steps(ParserState state) {
        List<Transition<ParserState>> steps = new ArrayList<>();
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
        state.transactions().forEach(transaction -> coordinate(state, transaction, steps));
        return steps;
    }

    private static String name(int number) {
        return number == 0 ? "A" : "B";
    }

    private void takeOver(ParserState state, int number, List<Transition<ParserState>> steps) {
        int owner = state.group().owner();
        // Members are alike: if both could, the first does.
        boolean first = number == 0 || state.members().getFirst().phase() != Phase.OUT;
        if (!first
                || owner == number
                || owner != NOBODY && !state.members().get(owner).paused()) {
            return;
        }
        Group group = new Group(number, state.group().committed(), state.group().wentBack());
        steps.add(Transition.of(
                name(number) + " is given the partition", state.with(group).with(number, recovery())));
    }

    private static Member recovery() {
        return Member.recovering(Phase.ASK_OFFSET, 0);
    }

    private void goOn(ParserState state, int number, Member member, List<Transition<ParserState>> steps) {
        String name = name(number);
        switch (member.phase()) {
            case ASK_OFFSET -> {
                // The broker answers when no transaction on the offset is pending.
                boolean pending =
                        state.transactions().stream().anyMatch(other -> other.hasOffset() && !other.offsetIsMarked());
                if (!pending || !decisions.waitsForPendingOffsets()) {
                    int committed = state.group().committed();
                    Member next = member.memory() == null
                            ? Member.recovering(Phase.ASK_END, committed)
                            : member.ready(committed, member.memory());
                    steps.add(Transition.of(
                            name + " hears that " + committed + " is committed", state.with(number, next)));
                }
            }
            case ASK_END -> {
                int pending = decisions.readsUpToTheUncommittedEnd()
                        ? state.transactions().stream()
                                .mapToInt(other -> 1 << other.number())
                                .sum()
                        : 0;
                steps.add(Transition.of(
                        name + " takes the end of the state topic",
                        state.with(number, member.at(Phase.READ_MEMORY).waitingFor(pending))));
            }
            case READ_MEMORY -> {
                if (member.waitsFor() == 0) {
                    steps.add(Transition.of(
                            name + " reads the memory",
                            state.with(number, member.ready(member.position(), state.memory()))));
                }
            }
            case READY -> poll(state, number, member, steps);
            case WROTE -> sendOffsets(state, number, member, steps);
            case SENT_OFFSETS -> commit(state, number, member, steps);
            case OUT -> {}
        }
    }

    private void poll(ParserState state, int number, Member member, List<Transition<ParserState>> steps) {
        String name = name(number);
        if (state.group().owner() != number) {
            steps.add(Transition.of(name + " hears that the partition is another's", state.with(number, Member.OUT)));
            return;
        }
        if (member.memory() == null) {
            if (member.position() < CHUNKS) {
                steps.add(Transition.of(name + " polls and has no memory", state.with(number, recovery())));
            }
            return;
        }
        if (member.transaction() >= 0) {
            // A producer begins its next transaction when the markers of its last one are written.
            return;
        }
        for (int to = member.position() + 1; to <= Math.min(CHUNKS, member.position() + MOST_AT_ONCE); to++) {
            Parsed parsed = known.computeIfAbsent(new Poll(member.memory(), member.position(), to), this::parse);
            int free = Integer.numberOfTrailingZeros(~state.transactions().stream()
                    .mapToInt(other -> 1 << other.number())
                    .sum());
            Member wrote =
                    new Member(Phase.WROTE, false, to, parsed.memory(), free, member.position(), member.waitsFor());
            steps.add(Transition.of(
                    name + " parses " + member.position() + " to " + to,
                    state.begin(new Transaction(free, to, parsed.lines(), parsed.changes(), false, false, false, false))
                            .with(number, wrote)));
        }
    }

    private void sendOffsets(ParserState state, int number, Member member, List<Transition<ParserState>> steps) {
        Transaction transaction = own(state, member);
        if (transaction == null) {
            fenced(state, number, member, steps);
        } else if (state.group().owner() != number) {
            steps.add(Transition.of(
                    name(number) + " may not send offsets, rolls back and hears that the partition is another's",
                    state.over(transaction).with(number, Member.OUT)));
        } else {
            steps.add(Transition.of(
                    name(number) + " sends its offset",
                    state.replace(transaction.withOffset()).with(number, member.at(Phase.SENT_OFFSETS))));
        }
    }

    private void commit(ParserState state, int number, Member member, List<Transition<ParserState>> steps) {
        String name = name(number) + " commits " + member.position();
        Transaction transaction = own(state, member);
        if (transaction == null) {
            fenced(state, number, member, steps);
            return;
        }
        ParserState committed = state.commit(transaction);
        steps.add(Transition.of(name, committed.with(number, member.committed())));
        if (state.left().may(Fault.LOST_COMMIT)) {
            rolledBack(committed.after(Fault.LOST_COMMIT), number, member, name + ", and gets no answer", steps);
            ParserState undone = state.over(transaction).after(Fault.LOST_COMMIT);
            rolledBack(undone, number, member, name(number) + " rolls back", steps);
        }
    }

    /** The transaction of which the member thinks that it is in it, or null if the coordinator has ended it. */
    private static Transaction own(ParserState state, Member member) {
        Transaction transaction = state.transaction(member.transaction());
        return transaction == null || transaction.decided() ? null : transaction;
    }

    private void fenced(ParserState state, int number, Member member, List<Transition<ParserState>> steps) {
        Member after = decisions.startsAnewWhenFenced() ? Member.OUT : member.ready(member.position(), member.memory());
        ParserState next = state.with(number, after);
        steps.add(Transition.of(
                name(number) + " is fenced",
                after.phase() == Phase.OUT ? next.with(withOwner(state.group(), number)) : next));
    }

    private void rolledBack(
            ParserState state, int number, Member member, String name, List<Transition<ParserState>> steps) {
        if (decisions.goesOnFromWhatIsCommitted() && decisions.readsMemoryAgain()) {
            steps.add(Transition.fault(name, state.with(number, recovery())));
        } else if (decisions.goesOnFromWhatIsCommitted()) {
            Member asks = new Member(Phase.ASK_OFFSET, false, 0, member.memory(), -1, 0, 0);
            steps.add(Transition.fault(name, state.with(number, asks)));
        } else {
            Member again = Member.recovering(Phase.ASK_END, member.begin());
            steps.add(Transition.fault(name, state.with(number, again)));
        }
        if (state.left().may(Fault.FAILED_RECOVERY)) {
            Member failed = decisions.dropsMemoryBeforeItRecovers()
                    ? member.ready(member.begin(), null)
                    : member.ready(member.position(), member.memory());
            steps.add(Transition.fault(
                    name + ", and cannot recover", state.with(number, failed).after(Fault.FAILED_RECOVERY)));
        }
    }

    /** The coordinator writes markers, or rolls back what takes too long. */
    private void coordinate(ParserState state, Transaction transaction, List<Transition<ParserState>> steps) {
        String name = "transaction " + transaction.number();
        if (!transaction.decided()) {
            boolean alive = state.members().stream()
                    .anyMatch(member -> member.transaction() == transaction.number() && !member.paused());
            if (!alive) {
                steps.add(Transition.of(name + " times out", state.over(transaction)));
            } else if (state.left().may(Fault.TIME_OUT)) {
                steps.add(Transition.fault(
                        name + " times out while its member is slow",
                        state.over(transaction).after(Fault.TIME_OUT)));
            }
            return;
        }
        if (!transaction.offsetIsMarked()) {
            Group group = new Group(
                    state.group().owner(),
                    transaction.to(),
                    state.group().wentBack() || transaction.to() < state.group().committed());
            steps.add(Transition.of(
                    name + "'s marker comes to the group",
                    state.replace(transaction.markOffset()).with(group).overIfMarked(transaction.number())));
        }
        if (!transaction.memoryIsMarked()) {
            Map<String, String> memory = new TreeMap<>(state.memory());
            memory.putAll(transaction.changes());
            steps.add(Transition.of(
                    name + "'s marker comes to the state topic",
                    state.replace(transaction.markMemory())
                            .heard(transaction, Map.copyOf(memory))
                            .overIfMarked(transaction.number())));
        }
    }

    private static void stop(ParserState state, int number, Member member, List<Transition<ParserState>> steps) {
        ParserState gone = state.with(number, Member.OUT).with(withOwner(state.group(), number));
        boolean owns = state.group().owner() == number;
        if (state.left().may(Fault.CRASH)) {
            steps.add(Transition.fault(name(number) + " crashes", gone.after(Fault.CRASH)));
        }
        if (state.left().may(Fault.PAUSE) && owns) {
            steps.add(Transition.fault(
                    name(number) + " pauses for longer than its session",
                    state.with(number, member.paused(true)).after(Fault.PAUSE)));
        }
        if (state.left().may(Fault.REBALANCE) && owns && member.phase() == Phase.READY) {
            steps.add(Transition.fault(name(number) + " gives the partition back", gone.after(Fault.REBALANCE)));
        }
    }

    private static Group withOwner(Group group, int leaving) {
        return group.owner() == leaving ? new Group(NOBODY, group.committed(), group.wentBack()) : group;
    }

    /** What the main code makes of a poll. */
    private Parsed parse(Poll poll) {
        Deduplicator deduplicator = new Deduplicator(LIMITS, true);
        poll.memory().forEach((key, value) -> deduplicator.restore(key, value.getBytes(UTF_8)));
        int lines = 0;
        for (int chunk = poll.from(); chunk < poll.to(); chunk++) {
            boolean named = LINES[chunk] == 0;
            byte[] key = named ? "key".getBytes(UTF_8) : null;
            ChunkHeaders headers = named ? headers() : ChunkHeaders.of("text", "uuid", NOW);
            byte[] value = ("line " + LINES[chunk] + "\n").getBytes(UTF_8);
            if (!deduplicator.deduplicate(headers, key, value, NOW).parts().isEmpty()) {
                lines |= 1 << LINES[chunk];
            }
        }
        Map<String, String> changes = new TreeMap<>();
        deduplicator.takeChanges(NOW).forEach((key, value) -> changes.put(key, new String(value, UTF_8)));
        Map<String, String> memory = new TreeMap<>(poll.memory());
        memory.putAll(changes);
        return new Parsed(Map.copyOf(memory), Map.copyOf(changes), lines);
    }

    private ChunkHeaders headers() {
        return switch (identity) {
            case BATCH -> ChunkHeaders.of("text", "batch", NOW);
            case STREAM ->
                new ChunkHeaders(
                        Routing.of("text"),
                        Position.ofStream("batch", "stream", 0),
                        Provenance.UNKNOWN,
                        Receipt.at(NOW));
            case REPLAY ->
                new ChunkHeaders(
                        Routing.of("text"),
                        Position.ofBatch("batch"),
                        Provenance.UNKNOWN.replaying("logs.raw-0@7"),
                        Receipt.at(NOW));
        };
    }
}
