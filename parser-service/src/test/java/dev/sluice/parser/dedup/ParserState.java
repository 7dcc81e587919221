// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import dev.sluice.explorer.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A moment of {@link ParserWorld}: one partition, two members.
 *
 * @param memory what committed readers see of the state topic
 * @param events lines that became events, as a bit mask
 * @param twice those that became two
 * @param transactions that are not over, in the order in which they began
 */
record ParserState(
        Group group,
        Map<String, String> memory,
        int events,
        int twice,
        List<Transaction> transactions,
        List<Member> members,
        Faults left) {

    /**
     * The consumer group.
     *
     * @param owner the member to whom the partition belongs; -1 for nobody
     * @param wentBack whether the offset ever did
     */
    record Group(int owner, int committed, boolean wentBack) {}

    /**
     * A transaction at its coordinator.
     *
     * @param number no other that is not over has it
     * @param to the offset that it commits
     * @param lines that become events by it
     * @param hasOffset whether the group has accepted its offset
     * @param decided whether it is committed; its markers are written one by one afterwards
     * @param offsetIsMarked whether the group's has come
     * @param memoryIsMarked whether the state topic's has come
     */
    record Transaction(
            int number,
            int to,
            int lines,
            Map<String, String> changes,
            boolean hasOffset,
            boolean decided,
            boolean offsetIsMarked,
            boolean memoryIsMarked) {

        Transaction withOffset() {
            return new Transaction(number, to, lines, changes, true, false, false, false);
        }

        Transaction commit() {
            return new Transaction(number, to, lines, changes, true, true, false, false);
        }

        Transaction markOffset() {
            return new Transaction(number, to, lines, changes, true, true, true, memoryIsMarked);
        }

        Transaction markMemory() {
            return new Transaction(number, to, lines, changes, true, true, offsetIsMarked, true);
        }
    }

    enum Phase {
        /** It does not think that the partition is its own. */
        OUT,
        ASK_OFFSET,
        ASK_END,
        READ_MEMORY,
        READY,
        /** In a transaction: written, then with its offsets, then the commit is asked for. */
        WROTE,
        SENT_OFFSETS
    }

    /**
     * A member.
     *
     * @param position of the next record to be read
     * @param memory null where it is not at hand
     * @param transaction its last one's number, or -1
     * @param begin where the poll began that its transaction is over
     * @param waitsFor numbers of transactions that must be over before the memory is read, as a bit mask
     */
    record Member(
            Phase phase,
            boolean paused,
            int position,
            Map<String, String> memory,
            int transaction,
            int begin,
            int waitsFor) {

        static final Member OUT = new Member(Phase.OUT, false, 0, null, -1, 0, 0);

        static Member recovering(Phase phase, int position) {
            return new Member(phase, false, position, null, -1, 0, 0);
        }

        Member ready(int from, Map<String, String> with) {
            return new Member(Phase.READY, false, from, with, -1, 0, 0);
        }

        Member at(Phase next) {
            return new Member(next, paused, position, memory, transaction, begin, waitsFor);
        }

        /** After a commit: its markers must be written before the next one begins. */
        Member committed() {
            return new Member(Phase.READY, false, position, memory, transaction, 0, 0);
        }

        Member withoutTransaction() {
            return new Member(phase, paused, position, memory, -1, begin, waitsFor);
        }

        Member paused(boolean now) {
            return new Member(phase, now, position, memory, transaction, begin, waitsFor);
        }

        Member waitingFor(int transactions) {
            return new Member(phase, paused, position, memory, transaction, begin, transactions);
        }
    }

    enum Fault {
        CRASH,
        PAUSE,
        REBALANCE,
        TIME_OUT,
        LOST_COMMIT,
        FAILED_RECOVERY
    }

    Transaction transaction(int number) {
        return transactions.stream()
                .filter(transaction -> transaction.number == number)
                .findFirst()
                .orElse(null);
    }

    ParserState with(Group next) {
        return new ParserState(next, memory, events, twice, transactions, members, left);
    }

    ParserState with(int number, Member next) {
        List<Member> all = number == 0 ? List.of(next, members.get(1)) : List.of(members.get(0), next);
        return new ParserState(group, memory, events, twice, transactions, all, left);
    }

    ParserState after(Fault fault) {
        return new ParserState(group, memory, events, twice, transactions, members, left.without(fault));
    }

    ParserState begin(Transaction transaction) {
        List<Transaction> all = new ArrayList<>(transactions);
        all.add(transaction);
        return new ParserState(group, memory, events, twice, List.copyOf(all), members, left);
    }

    ParserState replace(Transaction transaction) {
        List<Transaction> all = new ArrayList<>(transactions);
        all.replaceAll(other -> other.number == transaction.number ? transaction : other);
        return new ParserState(group, memory, events, twice, List.copyOf(all), members, left);
    }

    /** A transaction is committed: its events are there. */
    ParserState commit(Transaction transaction) {
        return new ParserState(
                        group,
                        memory,
                        events | transaction.lines,
                        twice | events & transaction.lines,
                        transactions,
                        members,
                        left)
                .replace(transaction.commit());
    }

    /** What a transaction has to say to the state topic is said: nobody waits for it any more. */
    ParserState heard(Transaction transaction, Map<String, String> nowMemory) {
        List<Member> all = members.stream()
                .map(member -> member.waitingFor(member.waitsFor & ~(1 << transaction.number)))
                .toList();
        return new ParserState(group, nowMemory, events, twice, transactions, all, left);
    }

    /** A transaction is over, and its number free for another. */
    ParserState over(Transaction transaction) {
        List<Transaction> others = new ArrayList<>(transactions);
        others.removeIf(other -> other.number == transaction.number);
        List<Member> all = members.stream()
                .map(member -> member.transaction == transaction.number ? member.withoutTransaction() : member)
                .toList();
        return new ParserState(group, memory, events, twice, List.copyOf(others), all, left).heard(transaction, memory);
    }

    ParserState overIfMarked(int number) {
        Transaction transaction = transaction(number);
        return transaction.offsetIsMarked && transaction.memoryIsMarked ? over(transaction) : this;
    }
}
