// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.flow;

import dev.sluice.console.flow.FlowSnapshot.StageFlow;
import dev.sluice.operations.flow.PipelineFlow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The flow of the last day, a point a minute, and the last measurements one by one; in memory, and gone with it. Thread-safe. */
final class FlowHistory {

    /** A day of minutes. */
    static final int MINUTES = 24 * 60;

    static final int RECENT = 150;

    private static final long MINUTE_MILLIS = 60_000;

    private final Deque<FlowPoint> minutes = new ArrayDeque<>();
    private final Deque<FlowPoint> recent = new ArrayDeque<>();
    private final List<FlowPoint> minute = new ArrayList<>();

    /**
     * The flow at a time; -1 where a part did not tell.
     *
     * @param at epoch milliseconds; of a minute, its begin
     * @param lines accepted a second
     * @param parser events made a second
     * @param elasticsearch events stored there a second
     * @param s3 events stored there a second
     * @param dead dead letters a second, of all stages
     * @param oldest age of the oldest event in seconds, before the parser or Elasticsearch
     */
    record FlowPoint(
            long at, double lines, double parser, double elasticsearch, double s3, double dead, double oldest) {}

    /** Both, the oldest first. */
    record Recorded(List<FlowPoint> minutes, List<FlowPoint> recent) {}

    synchronized void add(FlowSnapshot snapshot) {
        FlowPoint point = pointOf(snapshot);
        addTo(recent, point, RECENT);
        long begin = Math.floorDiv(point.at, MINUTE_MILLIS) * MINUTE_MILLIS;
        if (!minute.isEmpty() && Math.floorDiv(minute.getFirst().at, MINUTE_MILLIS) * MINUTE_MILLIS != begin) {
            addTo(minutes, average(minute), MINUTES);
            minute.clear();
        }
        minute.add(point);
    }

    synchronized Recorded recorded() {
        return new Recorded(List.copyOf(minutes), List.copyOf(recent));
    }

    private static void addTo(Deque<FlowPoint> points, FlowPoint point, int most) {
        if (points.size() == most) {
            points.removeFirst();
        }
        points.addLast(point);
    }

    private static FlowPoint average(List<FlowPoint> points) {
        return new FlowPoint(
                Math.floorDiv(points.getFirst().at, MINUTE_MILLIS) * MINUTE_MILLIS,
                average(points.stream().mapToDouble(FlowPoint::lines).toArray()),
                average(points.stream().mapToDouble(FlowPoint::parser).toArray()),
                average(points.stream().mapToDouble(FlowPoint::elasticsearch).toArray()),
                average(points.stream().mapToDouble(FlowPoint::s3).toArray()),
                average(points.stream().mapToDouble(FlowPoint::dead).toArray()),
                points.stream().mapToDouble(FlowPoint::oldest).max().orElse(PipelineFlow.UNKNOWN));
    }

    /** Of those that are known. */
    private static double average(double[] values) {
        double sum = 0;
        int known = 0;
        for (double value : values) {
            if (value != PipelineFlow.UNKNOWN) {
                sum += value;
                known++;
            }
        }
        return known == 0 ? PipelineFlow.UNKNOWN : sum / known;
    }

    private static FlowPoint pointOf(FlowSnapshot snapshot) {
        StageFlow parser = snapshot.stages().get(0);
        StageFlow elasticsearch = snapshot.stages().get(1);
        StageFlow s3 = snapshot.stages().get(2);
        double dead = Math.max(0, snapshot.dead());
        for (StageFlow stage : snapshot.stages()) {
            dead += Math.max(0, stage.dead());
        }
        return new FlowPoint(
                snapshot.at().toEpochMilli(),
                snapshot.lines(),
                parser.done(),
                elasticsearch.done(),
                s3.done(),
                dead,
                Math.max(parser.oldest(), elasticsearch.oldest()));
    }
}
