// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.explorer.Faults;
import dev.sluice.tail.checkpoint.StreamState;
import java.util.ArrayList;
import java.util.List;

/**
 * A moment of {@link AgentWorld}: one file, one agent, one server.
 *
 * @param lines that the file has by now
 * @param joins whether the agent is configured to join lines
 * @param disk the checkpoint
 * @param requests that are on their way
 */
record AgentState(
        int lines, boolean joins, StreamState disk, Agent agent, List<Batch> requests, Server server, Faults left) {

    /** @param offset place of its first byte in the stream */
    record Batch(String body, long offset) {

        @Override
        public String toString() {
            return "'" + body.replace("\r", "\\r").replace("\n", "\\n") + "' at " + offset;
        }
    }

    /**
     * What the server has, and the parser makes of it.
     *
     * @param kept the stream's bytes
     * @param forks how many batches had other bytes where there were some: they were kept besides
     * @param gaps how many batches began behind the stream's end
     */
    record Server(String kept, int forks, int gaps) {

        Server take(Batch batch) {
            int at = (int) batch.offset;
            if (at > kept.length()) {
                return new Server(kept, forks, gaps + 1);
            }
            int known = Math.min(kept.length() - at, batch.body.length());
            return kept.startsWith(batch.body.substring(0, known), at)
                    ? new Server(kept + batch.body.substring(known), forks, gaps)
                    : new Server(kept, forks + 1, gaps);
        }
    }

    enum Phase {
        DOWN,
        READY,
        /** A batch is made, and its plan not written. */
        MADE,
        PLANNED,
        WAITS,
        ANSWERED
    }

    /**
     * @param state as the agent knows it
     * @param batch that it makes or sends, or null
     * @param sending what is written before it is sent
     * @param after what is written when it is kept
     */
    record Agent(Phase phase, StreamState state, Batch batch, StreamState sending, StreamState after) {

        static final Agent DOWN = new Agent(Phase.DOWN, null, null, null, null);

        static Agent ready(StreamState state) {
            return new Agent(Phase.READY, state, null, null, null);
        }

        Agent at(Phase next) {
            return new Agent(next, state, batch, sending, after);
        }
    }

    enum Fault {
        CRASH,
        LOST_ANSWER,
        OTHER_RULES
    }

    AgentState with(Agent next) {
        return new AgentState(lines, joins, disk, next, requests, server, left);
    }

    AgentState saved(StreamState next) {
        return new AgentState(lines, joins, next, agent, requests, server, left);
    }

    AgentState grown() {
        return new AgentState(lines + 1, joins, disk, agent, requests, server, left);
    }

    AgentState configured(boolean nowJoins) {
        return new AgentState(lines, nowJoins, disk, agent, requests, server, left);
    }

    AgentState after(Fault fault) {
        return new AgentState(lines, joins, disk, agent, requests, server, left.without(fault));
    }

    AgentState sent(Batch batch) {
        List<Batch> all = new ArrayList<>(requests);
        all.add(batch);
        return new AgentState(lines, joins, disk, agent, List.copyOf(all), server, left);
    }

    AgentState arrived(Batch batch) {
        List<Batch> others = new ArrayList<>(requests);
        others.remove(batch);
        return new AgentState(lines, joins, disk, agent, List.copyOf(others), server.take(batch), left);
    }
}
