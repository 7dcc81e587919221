// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import java.util.List;

/**
 * A capture that is taken apart further by the first way that fits; it stays as it is where none does.
 *
 * @param keepsSlot by way: whether the capture is written after all, since the way gives it a new value, or since that is wanted
 */
record CompiledStep(int slot, List<Matcher> ways, List<Boolean> keepsSlot) {

    CompiledStep {
        ways = List.copyOf(ways);
        keepsSlot = List.copyOf(keepsSlot);
    }

    void apply(Captures captures) {
        if (!captures.has(slot)) {
            return;
        }
        byte[] bytes = captures.bytes(slot);
        int from = captures.from(slot);
        int to = captures.to(slot);
        captures.readFrom(slot);
        for (int i = 0; i < ways.size(); i++) {
            if (ways.get(i).match(bytes, from, to, captures)) {
                if (!keepsSlot.get(i)) {
                    captures.remove(slot);
                }
                captures.readLine();
                return;
            }
            captures.set(slot, from, to);
        }
        captures.readLine();
    }
}
