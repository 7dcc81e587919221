// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.explorer.Faults;
import dev.sluice.explorer.Transition;
import dev.sluice.explorer.World;
import dev.sluice.model.StreamDigest;
import dev.sluice.tail.checkpoint.BatchPlan;
import dev.sluice.tail.checkpoint.FilePlace;
import dev.sluice.tail.checkpoint.LinePosition;
import dev.sluice.tail.checkpoint.ReadContent;
import dev.sluice.tail.checkpoint.StreamName;
import dev.sluice.tail.checkpoint.StreamPosition;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.follow.AgentState.Agent;
import dev.sluice.tail.follow.AgentState.Batch;
import dev.sluice.tail.follow.AgentState.Fault;
import dev.sluice.tail.follow.AgentState.Phase;
import dev.sluice.tail.follow.AgentState.Server;
import dev.sluice.tail.lines.Framed;
import dev.sluice.tail.lines.LineEncoding;
import dev.sluice.tail.lines.LineRules;
import dev.sluice.tail.lines.Multiline;
import dev.sluice.tail.lines.Unwrapping;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An agent that joins lines, a file that grows line by line, and a server that may get a request at any time after it was sent. How bytes become a
 * batch is the main code's ({@code Framer}), as is what the checkpoint says ({@link StreamState}, {@link BatchPlan}, {@link ReadContent}); the
 * order of reading, writing the plan, sending and settling is that of {@link Batcher} and {@link Worker}. That an event's end has come, since nothing
 * followed for a while, may be thought at any time.
 */
final class AgentWorld implements World<AgentState> {

    /** The second line goes on with the first one's event. */
    private static final String[] LINES = {"a\n", " b\n", "c\n", " d\n"};

    private static final LineRules JOINED = rules(Multiline.startingWith("^\\S"));
    private static final LineRules BY_LINE = rules(Multiline.NONE);
    private static final StreamDigest KEY = StreamDigest.start();

    private final Faults faults;
    private final AgentDecisions decisions;

    AgentWorld(Faults faults, AgentDecisions decisions) {
        this.faults = faults;
        this.decisions = decisions;
    }

    private static LineRules rules(Multiline multiline) {
        return new LineRules(Unwrapping.NONE, multiline, 1_000, LineEncoding.UTF_8);
    }

    @Override
    public AgentState initial() {
        Path path = Path.of("app.log");
        StreamState unread = StreamState.starting(
                new StreamName("stream", "input", path, path),
                new FilePlace(null, null, 0, FilePlace.UNKNOWN, 0, false),
                ReadContent.startingAt(0, KEY),
                KEY.restart().toString(),
                0);
        return new AgentState(0, true, unread, Agent.DOWN, List.of(), new Server("", 0, 0), faults);
    }

    @Override
    public Optional<String> violation(AgentState state) {
        if (state.server().forks() > 0) {
            return Optional.of("lines came twice, with other bytes");
        }
        return state.server().gaps() > 0 ? Optional.of("lines were passed over") : Optional.empty();
    }

    @Override
    public Optional<String> violationAtRest(AgentState state) {
        return state.server().kept().replace('\r', '\n').equals(file(LINES.length))
                ? Optional.empty()
                : Optional.of("the server has not what the file has");
    }

    private static String file(int lines) {
        return String.join("", List.of(LINES).subList(0, lines));
    }

    @Override
    public List<Transition<AgentState>> steps(AgentState state) {
        List<Transition<AgentState>> steps = new ArrayList<>();
        if (state.lines() < LINES.length) {
            steps.add(Transition.of("the file grows by " + LINES[state.lines()].strip(), state.grown()));
        }
        for (Batch batch : state.requests()) {
            arrive(state, batch, steps);
        }
        Agent agent = state.agent();
        switch (agent.phase()) {
            case DOWN -> start(state, steps);
            case READY -> make(state, agent.state(), steps);
            case MADE ->
                steps.add(Transition.of(
                        "the agent writes its checkpoint",
                        state.saved(decisions.plansBeforeItSends() ? agent.sending() : state.disk())
                                .with(agent.at(Phase.PLANNED))));
            case PLANNED -> {
                AgentState sent = state.sent(agent.batch()).with(agent.at(Phase.WAITS));
                steps.add(Transition.of(
                        "the agent sends " + agent.batch(),
                        decisions.settlesAfterTheAnswer() ? sent : sent.saved(agent.after())));
            }
            case WAITS -> {
                if (state.left().may(Fault.LOST_ANSWER)) {
                    steps.add(Transition.fault(
                            "the agent waits no longer",
                            state.with(agent.at(Phase.PLANNED)).after(Fault.LOST_ANSWER)));
                }
            }
            case ANSWERED ->
                steps.add(Transition.of(
                        "the agent settles it", state.saved(agent.after()).with(Agent.ready(agent.after()))));
        }
        if (agent.phase() != Phase.DOWN && state.left().may(Fault.CRASH)) {
            steps.add(
                    Transition.fault("the agent crashes", state.with(Agent.DOWN).after(Fault.CRASH)));
        }
        return steps;
    }

    private void start(AgentState state, List<Transition<AgentState>> steps) {
        steps.add(Transition.of("the agent starts", state.with(Agent.ready(state.disk()))));
        if (state.left().may(Fault.OTHER_RULES)) {
            steps.add(Transition.fault(
                    "the agent starts with other rules",
                    state.configured(!state.joins())
                            .with(Agent.ready(state.disk()))
                            .after(Fault.OTHER_RULES)));
        }
    }

    private void make(AgentState state, StreamState stream, List<Transition<AgentState>> steps) {
        byte[] bytes = file(state.lines()).getBytes(UTF_8);
        LineRules rules = state.joins() ? JOINED : BY_LINE;
        BatchPlan plan = stream.underWay();
        if (plan != null) {
            boolean there = plan.end() <= bytes.length
                    && stream.content()
                            .plus(bytes, (int) stream.source(), (int) plan.end())
                            .digest()
                            .equals(plan.digest());
            LineRules then = decisions.framesByThePlansRules() ? plan.rules() : rules;
            if (there) {
                Framed framed = then.framer().frame(bytes, (int) stream.source(), (int) plan.end(), true);
                steps.add(Transition.of(
                        "the agent makes the planned batch", state.with(made(stream, bytes, framed, then))));
            }
            return;
        }
        for (boolean force : new boolean[] {false, true}) {
            Framed framed = rules.framer().frame(bytes, (int) stream.source(), bytes.length, force);
            if (framed.consumed() > 0) {
                steps.add(Transition.of(
                        force ? "the agent makes a batch of all" : "the agent makes a batch of what is whole",
                        state.with(made(stream, bytes, framed, rules))));
            }
        }
    }

    private static Agent made(StreamState stream, byte[] bytes, Framed framed, LineRules rules) {
        int end = (int) stream.source() + framed.consumed();
        ReadContent content = stream.content().plus(bytes, (int) stream.source(), end);
        StreamDigest sent = StreamDigest.parse(stream.sent());
        sent.update(framed.body(), framed.from(), framed.from() + framed.length());
        long offset = stream.offset() + framed.length();
        StreamState after =
                stream.at(new StreamPosition(end, offset, offset, LinePosition.NOTHING), content, sent.toString(), 0);
        StreamState sending = stream.sending(new BatchPlan(end, content.digest(), rules), 0);
        Batch batch = new Batch(new String(framed.body(), framed.from(), framed.length(), UTF_8), stream.offset());
        return new Agent(Phase.MADE, stream, batch, sending, after);
    }

    private static void arrive(AgentState state, Batch batch, List<Transition<AgentState>> steps) {
        Agent agent = state.agent();
        AgentState arrived = state.arrived(batch);
        boolean waits = agent.phase() == Phase.WAITS && agent.batch().equals(batch);
        steps.add(Transition.of("the server gets " + batch, waits ? arrived.with(agent.at(Phase.ANSWERED)) : arrived));
        if (waits && state.left().may(Fault.LOST_ANSWER)) {
            steps.add(Transition.fault(
                    "the server gets " + batch + ", and the answer is lost",
                    arrived.with(agent.at(Phase.PLANNED)).after(Fault.LOST_ANSWER)));
        }
    }
}
