// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.flow;

import dev.sluice.operations.flow.ComponentStatus;
import dev.sluice.operations.flow.PipelineFlow;
import dev.sluice.operations.flow.PipelineFlow.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What flowed between two measurements; a figure is -1 where a part does not tell.
 *
 * @param number of the measurement, from 1
 * @param at when it ended
 * @param lines accepted a second
 * @param bytes of them a second
 * @param dead lines a second that were dead letters at once
 * @param senders lines a second, by what their senders speak
 * @param parts how the services are
 * @param holdUp what holds the flow up, or null
 */
record FlowSnapshot(
        long number,
        Instant at,
        double lines,
        double bytes,
        double dead,
        Map<String, Double> senders,
        List<StageFlow> stages,
        List<ComponentStatus> parts,
        HoldUp holdUp) {

    /**
     * A stage that reads from Kafka: what it does a second, and how far behind it is.
     *
     * @param done events made or stored
     * @param dead events or lines that became dead letters
     * @param filtered left out by a rule
     * @param repeats known already
     * @param lag records that it has not done
     * @param oldest age of the oldest of them, seconds
     */
    record StageFlow(String name, double done, double dead, double filtered, double repeats, long lag, double oldest) {}

    /** @param seconds between the measurements */
    static FlowSnapshot between(
            PipelineFlow before,
            PipelineFlow now,
            double seconds,
            long number,
            Instant at,
            List<ComponentStatus> parts,
            FlowSettings settings) {
        Map<String, Double> senders = new TreeMap<>();
        now.linesByProtocol()
                .forEach((protocol, lines) -> senders.put(
                        protocol, rate(before.linesByProtocol().getOrDefault(protocol, 0L), lines, seconds)));
        List<StageFlow> stages = new ArrayList<>();
        for (int i = 0; i < now.stages().size(); i++) {
            stages.add(stage(before.stages().get(i), now.stages().get(i), seconds));
        }
        return new FlowSnapshot(
                number,
                at,
                rate(before.lines(), now.lines(), seconds),
                rate(before.bytes(), now.bytes(), seconds),
                rate(before.dead(), now.dead(), seconds),
                senders,
                stages,
                parts,
                HoldUp.of(parts, stages, settings));
    }

    private static StageFlow stage(Stage was, Stage is, double seconds) {
        return new StageFlow(
                is.name(),
                rate(was.done(), is.done(), seconds),
                rate(was.dead(), is.dead(), seconds),
                rate(was.filtered(), is.filtered(), seconds),
                rate(was.repeats(), is.repeats(), seconds),
                is.lag(),
                is.oldestSeconds());
    }

    private static double rate(long before, long now, double seconds) {
        if (now == PipelineFlow.UNKNOWN) {
            return PipelineFlow.UNKNOWN;
        }
        // A counter begins with its first event, and a service that was started anew counts from 0.
        boolean anew = before == PipelineFlow.UNKNOWN || now < before;
        return (anew ? 0 : now - before) / seconds;
    }
}
