// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The table of a torture: by what was done to files, how many lines were written, lost and doubled. */
final class TortureReport {

    private final StringBuilder rows = new StringBuilder();
    private final Map<String, Integer> wrong = new HashMap<>();
    private int byTheClock;

    /**
     * @param surplus how often lines are there too often, or, below zero, too rarely
     * @param undecided lines that may be there too often, since the machine was too slow to say so soon enough that they are the same
     */
    void add(String title, List<String> written, Map<String, Integer> surplus, Set<String> undecided) {
        int lost = 0;
        int doubled = 0;
        for (Map.Entry<String, Integer> line : surplus.entrySet()) {
            int times = line.getValue();
            if (times > 0 && undecided.contains(line.getKey())) {
                byTheClock += times;
            } else {
                lost += Math.max(0, -times);
                doubled += Math.max(0, times);
                wrong.put(line.getKey(), times);
            }
        }
        rows.append(String.format("| %s | %,d | %d | %d |%n", title, written.size(), lost, doubled));
    }

    String table() {
        String table = "| what is done | lines | lost | doubled |\n| --- | --- | --- | --- |\n" + rows;
        return byTheClock == 0
                ? table
                : table
                        + String.format(
                                "%nNot counted, since a copy or an open event stayed: %,d lines.%n", byTheClock);
    }

    /** Lines that are there too often, or, below zero, too rarely. */
    Map<String, Integer> wrong() {
        return wrong;
    }
}
