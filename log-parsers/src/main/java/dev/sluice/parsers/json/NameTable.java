// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import java.util.Arrays;

/**
 * Finds members of one object that share a name, in constant time each: a hash table with open addressing over nodes of a {@link JsonDocument}.
 * Clearing it costs nothing: entries of earlier documents are told by their generation.
 */
final class NameTable {

    private int[] nodes = new int[128];
    private int[] parents = new int[128];
    private int[] generations = new int[128];
    private int generation;
    private int size;

    void clear() {
        size = 0;
        if (++generation == 0) {
            Arrays.fill(generations, 0);
            generation = 1;
        }
    }

    /** Enters {@code node}; returns the last node of {@code parent} with that name if there is one, else {@link JsonDocument#NONE}. */
    int put(JsonDocument document, int parent, int node) {
        if (2 * size >= nodes.length) {
            grow(document);
        }
        int slot = slot(document, parent, node);
        if (generations[slot] == generation) {
            int earlier = nodes[slot];
            nodes[slot] = node;
            return earlier;
        }
        nodes[slot] = node;
        parents[slot] = parent;
        generations[slot] = generation;
        size++;
        return JsonDocument.NONE;
    }

    private int slot(JsonDocument document, int parent, int node) {
        byte[] text = document.text();
        int from = document.keyFrom(node);
        int to = document.keyTo(node);
        int mask = nodes.length - 1;
        int slot = hash(text, from, to, parent) & mask;
        while (generations[slot] == generation) {
            int other = nodes[slot];
            if (parents[slot] == parent
                    && Arrays.equals(text, from, to, text, document.keyFrom(other), document.keyTo(other))) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow(JsonDocument document) {
        int[] oldNodes = nodes;
        int[] oldParents = parents;
        int[] oldGenerations = generations;
        nodes = new int[2 * oldNodes.length];
        parents = new int[2 * oldNodes.length];
        generations = new int[2 * oldNodes.length];
        for (int i = 0; i < oldNodes.length; i++) {
            if (oldGenerations[i] == generation) {
                int slot = slot(document, oldParents[i], oldNodes[i]);
                nodes[slot] = oldNodes[i];
                parents[slot] = oldParents[i];
                generations[slot] = generation;
            }
        }
    }

    /** Murmur's way of mixing, so that names chosen to collide are at least not trivial to choose. */
    private static int hash(byte[] text, int from, int to, int parent) {
        int hash = parent * 0x9e3779b9;
        for (int i = from; i < to; i++) {
            hash = Integer.rotateLeft((hash ^ text[i]) * 0xcc9e2d51, 15);
        }
        hash ^= hash >>> 16;
        hash *= 0x85ebca6b;
        return hash ^ hash >>> 13;
    }
}
