// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import java.util.Arrays;

/**
 * Finds members of one object that share a name, in constant time each: a hash table with open addressing over nodes. Clearing it costs nothing:
 * entries of earlier documents are told by their generation.
 */
final class NameTable {

    private static final int INITIAL_SIZE = 128;

    private final DocumentText text;
    private final JsonNodes document;

    private int[] nodes = new int[INITIAL_SIZE];
    private int[] parents = new int[INITIAL_SIZE];
    private int[] generations = new int[INITIAL_SIZE];
    private int generation;
    private int size;

    NameTable(DocumentText text, JsonNodes document) {
        this.text = text;
        this.document = document;
    }

    void clear() {
        size = 0;
        if (++generation == 0) {
            Arrays.fill(generations, 0);
            generation = 1;
        }
    }

    /** Enters {@code node}; returns the last node of {@code parent} with that name if there is one, else {@link JsonNodes#NONE}. */
    int put(int parent, int node) {
        if (2 * size >= nodes.length) {
            grow();
        }
        int slot = slot(parent, node);
        if (generations[slot] == generation) {
            int earlier = nodes[slot];
            nodes[slot] = node;
            return earlier;
        }
        enter(slot, parent, node);
        size++;
        return JsonNodes.NONE;
    }

    /** Gives back what is more than for {@code most} names; all of them are lost then. */
    void shrink(int most) {
        if (nodes.length > 4 * most) {
            resize(INITIAL_SIZE);
            size = 0;
        }
    }

    private int slot(int parent, int node) {
        int hash = document.keyHash(node);
        int mask = nodes.length - 1;
        int slot = hash + parent * 0x9e3779b9 & mask;
        while (generations[slot] == generation) {
            if (parents[slot] == parent && document.keyHash(nodes[slot]) == hash && isSameName(nodes[slot], node)) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private boolean isSameName(int one, int other) {
        return Arrays.equals(
                text.bytes,
                document.keyFrom(one),
                document.keyTo(one),
                text.bytes,
                document.keyFrom(other),
                document.keyTo(other));
    }

    private void enter(int slot, int parent, int node) {
        nodes[slot] = node;
        parents[slot] = parent;
        generations[slot] = generation;
    }

    private void grow() {
        int[] oldNodes = nodes;
        int[] oldParents = parents;
        int[] oldGenerations = generations;
        resize(2 * oldNodes.length);
        for (int i = 0; i < oldNodes.length; i++) {
            if (oldGenerations[i] == generation) {
                enter(slot(oldParents[i], oldNodes[i]), oldParents[i], oldNodes[i]);
            }
        }
    }

    private void resize(int length) {
        nodes = new int[length];
        parents = new int[length];
        generations = new int[length];
    }
}
