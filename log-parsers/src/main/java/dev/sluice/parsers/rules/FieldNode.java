// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.Literal;
import java.util.Arrays;

/** A name on the way to fields that are wanted, and which members an object of that name was seen to have. Not thread-safe. */
final class FieldNode {

    private static final int MOST_KNOWN = 48;

    /** Of members that are known and may not be there, between two that are. */
    private static final int MOST_LEFT_OUT = 6;

    /** @param child null where nothing in it is wanted */
    record KnownMember(Literal name, FieldNode child, boolean hasEscapes) {}

    private final Literal name;
    private final int length;
    private FieldNode[] children = {};
    private int field = -1;

    /** Members that the object was seen to have, in their order: most events of a format have most of them. */
    private final KnownMember[] known = new KnownMember[MOST_KNOWN];

    private int knownCount;

    FieldNode(byte[] name) {
        this.name = new Literal(name);
        length = name.length;
    }

    /** The number of the field that ends here, or -1. */
    int field() {
        return field;
    }

    void isField(int number) {
        field = number;
    }

    KnownMember known(int number) {
        return known[number];
    }

    int knownCount() {
        return knownCount;
    }

    boolean hasChildren() {
        return children.length > 0;
    }

    FieldNode child(byte[] json, int from, int to) {
        for (FieldNode child : children) {
            if (child.length == to - from && child.name.isAt(json, from, to)) {
                return child;
            }
        }
        return null;
    }

    /** The number of the member that starts at {@code at}, if it is one of the next that are known; -1 where it is not. */
    int known(byte[] json, int at, int next) {
        int end = Math.min(knownCount, next + MOST_LEFT_OUT);
        for (int i = next; i < end; i++) {
            if (known[i].name.isAt(json, at, json.length)) {
                return i;
            }
        }
        return -1;
    }

    /** Remembers a member, with quotes and colon from {@code at} to {@code valueFrom}, that comes behind those before {@code next}. */
    void learn(byte[] json, int at, int valueFrom, FieldNode child, int next) {
        if (knownCount < MOST_KNOWN) {
            System.arraycopy(known, next, known, next + 1, knownCount - next);
            boolean hasEscapes = ByteSearch.indexOf(json, at, valueFrom, '\\') < valueFrom;
            known[next] = new KnownMember(new Literal(Arrays.copyOfRange(json, at, valueFrom)), child, hasEscapes);
            knownCount++;
        }
    }

    FieldNode childOf(String wanted) {
        byte[] text = wanted.getBytes(UTF_8);
        FieldNode child = child(text, 0, text.length);
        if (child == null) {
            child = new FieldNode(text);
            children = Arrays.copyOf(children, children.length + 1);
            children[children.length - 1] = child;
        }
        return child;
    }
}
