// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import dev.sluice.parsers.engine.JsonBuffer;

/** Gives members their names, in one form, so that two that mean the same are the same bytes, and chains those of one object that share a name. */
final class MemberNames {

    private final DocumentText text;
    private final JsonNodes nodes;
    private final NameTable table;
    private final JsonBuffer rewritten = new JsonBuffer();
    private byte[] decoded = new byte[64];

    MemberNames(DocumentText text, JsonNodes nodes) {
        this.text = text;
        this.nodes = nodes;
        table = new NameTable(text, nodes);
    }

    void clear() {
        text.clearNames();
        table.clear();
    }

    /**
     * Names a member of {@code object} that was read.
     *
     * @param plain whether the name is known to be printable ASCII without quotes and backslashes
     */
    void name(int object, int member, int from, int to, boolean plain) {
        if (plain) {
            nodes.setKey(member, from, to, NameHash.of(text.bytes, from, to));
        } else {
            rewrite(member, from, to);
        }
        int earlier = table.put(object, member);
        if (earlier != JsonNodes.NONE) {
            nodes.chain(earlier, member);
        }
    }

    void shrink(int most) {
        table.shrink(most);
    }

    /** Escapes are undone and made again, and what is not UTF-8 is replaced. */
    private void rewrite(int member, int from, int to) {
        if (decoded.length < to - from) {
            decoded = new byte[Math.max(to - from, 2 * decoded.length)];
        }
        rewritten.reset();
        rewritten.text(decoded, 0, JsonEscapes.decode(text.bytes, from, to, decoded));
        int length = rewritten.length();
        int start = text.append(rewritten.array(), length);
        nodes.setKey(member, start, start + length, NameHash.of(text.bytes, start, start + length));
    }
}
