// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.parsers.engine.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A part of an expression, before it is known what follows it. */
sealed interface ScanPart {

    /** Told where a part can't be scanned with what follows it. */
    final class NotScannable extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotScannable() {
            super(null, null, false, false);
        }
    }

    /** Compiles it for what follows. */
    ScanNode node(Follow follow);

    /** What it can begin with. */
    ByteSet first();

    /** Whether it may be nothing at all. */
    boolean mayBeEmpty();

    /** Slots that it captures. */
    void collectSlots(TreeSet<Integer> slots);

    default boolean captures() {
        return slots().length > 0;
    }

    default int[] slots() {
        TreeSet<Integer> slots = new TreeSet<>();
        collectSlots(slots);
        return slots.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The text that it begins with for sure, or null. */
    default String text() {
        return null;
    }

    /** What follows a part that stands before this one. */
    private static Follow before(ScanPart part, Follow follow) {
        if (!part.mayBeEmpty()) {
            return new Follow(part.first(), part.text(), false, part instanceof Text && follow.isEnd());
        }
        return Follow.of(new ByteSet().addAll(part.first()).addAll(follow.first()));
    }

    static ScanPart sequence(List<ScanPart> parts) {
        List<ScanPart> joined = new ArrayList<>();
        for (ScanPart part : parts) {
            ScanPart last = joined.isEmpty() ? null : joined.getLast();
            if (part instanceof Text text && last instanceof Text before) {
                joined.set(joined.size() - 1, new Text(before.value() + text.value()));
            } else {
                joined.add(part);
            }
        }
        return joined.size() == 1 ? joined.getFirst() : new InOrder(joined);
    }

    record Text(String value) implements ScanPart {

        boolean isOneByte() {
            return value.length() == 1 && value.charAt(0) < 0x80;
        }

        ByteSet set() {
            return ByteSet.of(value.charAt(0));
        }

        @Override
        public ScanNode node(Follow follow) {
            return new ScanNode.Text(new Literal(value.getBytes(UTF_8)));
        }

        @Override
        public ByteSet first() {
            return new ByteSet().add(value.getBytes(UTF_8)[0]);
        }

        @Override
        public boolean mayBeEmpty() {
            return false;
        }

        @Override
        public String text() {
            return value;
        }

        @Override
        public void collectSlots(TreeSet<Integer> slots) {}
    }

    record Bytes(ByteSet set, int least, int most, boolean lazy) implements ScanPart {

        @Override
        public ScanNode node(Follow follow) {
            boolean isAnyNumber = most == Integer.MAX_VALUE;
            if (follow.isLastText()
                    && isAnyNumber
                    && least <= 1
                    && (least == 0 || !set.hasBeyondAscii() || set.isAll())) {
                return new ScanNode.UpToLast(
                        set, least, new Literal(follow.text().getBytes(UTF_8)));
            }
            if (lazy && !follow.isEnd()) {
                if (follow.text() == null
                        || !isAnyNumber
                        || least > 1
                        || least == 1 && set.hasBeyondAscii() && !set.isAll()) {
                    throw new NotScannable();
                }
                return new ScanNode.Until(set, least, new Literal(follow.text().getBytes(UTF_8)));
            }
            boolean isChoice = set.meets(follow.first());
            if (isChoice && isAnyNumber && set.isAll()) {
                // It would take the rest of the line, and never be right.
                throw new NotScannable();
            }
            return new ScanNode.Run(set, least, most, isChoice);
        }

        @Override
        public ByteSet first() {
            return set;
        }

        @Override
        public boolean mayBeEmpty() {
            return least == 0;
        }

        @Override
        public void collectSlots(TreeSet<Integer> slots) {}
    }

    record InOrder(List<ScanPart> parts) implements ScanPart {

        public InOrder {
            parts = List.copyOf(parts);
        }

        @Override
        public ScanNode node(Follow follow) {
            ScanNode[] nodes = new ScanNode[parts.size()];
            Follow behind = follow;
            for (int i = nodes.length - 1; i >= 0; i--) {
                nodes[i] = parts.get(i).node(behind);
                behind = before(parts.get(i), behind);
            }
            return new ScanNode.Sequence(nodes);
        }

        @Override
        public ByteSet first() {
            ByteSet first = new ByteSet();
            for (ScanPart part : parts) {
                first.addAll(part.first());
                if (!part.mayBeEmpty()) {
                    break;
                }
            }
            return first;
        }

        @Override
        public boolean mayBeEmpty() {
            return parts.stream().allMatch(ScanPart::mayBeEmpty);
        }

        @Override
        public String text() {
            return parts.isEmpty() ? null : parts.getFirst().text();
        }

        @Override
        public void collectSlots(TreeSet<Integer> slots) {
            parts.forEach(part -> part.collectSlots(slots));
        }
    }

    record Captured(int slot, ScanPart part) implements ScanPart {

        @Override
        public ScanNode node(Follow follow) {
            return new ScanNode.Capture(slot, part.node(follow));
        }

        @Override
        public ByteSet first() {
            return part.first();
        }

        @Override
        public boolean mayBeEmpty() {
            return part.mayBeEmpty();
        }

        @Override
        public String text() {
            return part.text();
        }

        @Override
        public void collectSlots(TreeSet<Integer> slots) {
            slots.add(slot);
            part.collectSlots(slots);
        }
    }

    record Alternatives(List<ScanPart> parts) implements ScanPart {

        public Alternatives {
            parts = List.copyOf(parts);
        }

        @Override
        public ScanNode node(Follow follow) {
            ScanNode[] nodes = new ScanNode[parts.size()];
            boolean[] isChoice = new boolean[nodes.length];
            int[][] slots = new int[nodes.length][];
            for (int i = 0; i < nodes.length; i++) {
                ScanPart part = parts.get(i);
                nodes[i] = part.node(follow);
                slots[i] = part.slots();
                for (ScanPart later : parts.subList(i + 1, nodes.length)) {
                    isChoice[i] |= part.mayBeEmpty()
                            || later.mayBeEmpty()
                            || part.first().meets(later.first());
                }
            }
            return new ScanNode.Either(nodes, isChoice, slots);
        }

        @Override
        public ByteSet first() {
            ByteSet first = new ByteSet();
            parts.forEach(part -> first.addAll(part.first()));
            return first;
        }

        @Override
        public boolean mayBeEmpty() {
            return parts.stream().anyMatch(ScanPart::mayBeEmpty);
        }

        @Override
        public void collectSlots(TreeSet<Integer> slots) {
            parts.forEach(part -> part.collectSlots(slots));
        }
    }

    record Repeat(ScanPart part, int least, int most) implements ScanPart {

        @Override
        public ScanNode node(Follow follow) {
            if (part.mayBeEmpty()) {
                throw new NotScannable();
            }
            Follow inside = most == 1
                    ? follow
                    : Follow.of(new ByteSet().addAll(part.first()).addAll(follow.first()));
            return new ScanNode.Repeated(
                    part.node(inside), least, most, part.first().meets(follow.first()), part.slots());
        }

        @Override
        public ByteSet first() {
            return part.first();
        }

        @Override
        public boolean mayBeEmpty() {
            return least == 0;
        }

        @Override
        public void collectSlots(TreeSet<Integer> slots) {
            part.collectSlots(slots);
        }
    }

    record IpAddresses() implements ScanPart {

        @Override
        public ScanNode node(Follow follow) {
            return new ScanNode.Address(follow.first());
        }

        @Override
        public ByteSet first() {
            return ScanNode.Address.first();
        }

        @Override
        public boolean mayBeEmpty() {
            return false;
        }

        @Override
        public void collectSlots(TreeSet<Integer> slots) {}
    }

    record WordBoundary() implements ScanPart {

        @Override
        public ScanNode node(Follow follow) {
            return new ScanNode.Boundary();
        }

        @Override
        public ByteSet first() {
            return ByteSet.all();
        }

        @Override
        public boolean mayBeEmpty() {
            return true;
        }

        @Override
        public void collectSlots(TreeSet<Integer> slots) {}
    }
}
