// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.DataStream;
import dev.sluice.model.EventIds;
import dev.sluice.model.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Applies rules to finished events, in order: all actions of each rule that is for the event, until one keeps, drops or routes it. What none drops is
 * kept. But for limits the outcome depends on the event's fields and id alone, so that a line that is parsed again shares the fate of the first time.
 * Not thread-safe.
 *
 * <p>The fields are found in the event as it was written, which all formats have in common, and only where a rule asks for one.
 */
public final class Rules {

    private final CompiledRule[] rules;
    private final FieldIndex fields;
    private final EventDraft draft;
    private final Reshaping reshaping = new Reshaping();
    private final List<RuledEvent> results = new ArrayList<>();

    private DataStream headOf;
    private long received;
    private int partOf;

    /** Where the event at hand belongs, and the store that it is for. */
    private DataStream dataStream;

    private Store store;
    private byte[] id;
    private boolean isEnded;

    /** Null but in trials. */
    private final RuleObserver observer;

    /** @throws IllegalArgumentException if a rule parses by a format that there is none of; the message names both */
    public Rules(RuleSet set, RuleSurroundings surroundings) {
        this(set, surroundings, null);
    }

    /** The same for a trial. @param observer is told what each rule does; null where nobody asks */
    public Rules(RuleSet set, RuleSurroundings surroundings, RuleObserver observer) {
        this.observer = observer;
        rules = set.rules().stream().map(rule -> in(rule, surroundings)).toArray(CompiledRule[]::new);
        fields = new FieldIndex(set.paths());
        draft = new EventDraft(fields);
    }

    private static CompiledRule in(CompiledRule rule, RuleSurroundings surroundings) {
        return new CompiledRule(
                rule.name(),
                rule.place(),
                rule.condition(),
                rule.actions().stream()
                        .map(action -> in(rule, action, surroundings))
                        .toList());
    }

    private static Action in(CompiledRule rule, Action action, RuleSurroundings surroundings) {
        return switch (action) {
            case Action.ParseUserAgent parse -> {
                if (surroundings.userAgent() == null) {
                    throw new IllegalArgumentException(rule.place() + ": the rule '" + rule.name()
                            + "' parses user agents: set sluice.parser.enrich.user-agent.enabled");
                }
                yield new Action.ParseUserAgent(parse.field(), surroundings.userAgent());
            }
            case Action.ParseByFormat parse -> {
                FieldFormat format = surroundings.formats().apply(parse.format());
                if (format == null) {
                    throw new IllegalArgumentException(rule.place() + ": the rule '" + rule.name() + "' parses by '"
                            + parse.format()
                            + "', and there is no format of that name; there are json, query, user-agent,"
                            + " and the formats of docs/formats.md");
                }
                yield new Action.ParseByFormat(parse.field(), parse.format(), format);
            }
            default -> action;
        };
    }

    /**
     * What becomes of an event: at least one; more than one where a rule splits it.
     *
     * @param eventStream where it belongs; the same instance for all events of one data stream in a chunk
     * @param eventId holds {@code event.id} from 0
     * @param event holds the finished event from 0
     * @param headLength bytes that are the same in all events with that instance of {@code eventStream}, but for their time and id
     * @param receivedAt of its line, epoch milliseconds
     * @return must be taken before the next event comes
     */
    public List<RuledEvent> apply(
            DataStream eventStream, byte[] eventId, byte[] event, int length, int headLength, long receivedAt) {
        if (eventStream != headOf) {
            fields.expectHead(event, headLength);
            headOf = eventStream;
        }
        results.clear();
        received = receivedAt;
        partOf = 0;
        draft.begin(event, length, headLength);
        run(eventStream, eventId, 0, 0);
        return results;
    }

    /** Goes on with the draft from an action of a rule. */
    private void run(DataStream ofStream, byte[] ofId, int firstRule, int firstAction) {
        dataStream = ofStream;
        id = ofId;
        store = null;
        isEnded = false;
        int action = firstAction;
        for (int r = firstRule; r < rules.length && !isEnded; r++) {
            CompiledRule rule = rules[r];
            if (action > 0 || isMet(r)) {
                for (; action < rule.actions().size() && !isEnded; action++) {
                    Action each = rule.actions().get(action);
                    if (each instanceof Action.Split split && split(split, r, action + 1)) {
                        return;
                    }
                    if (!apply(each)) {
                        tellApplied(r, true);
                        results.add(new RuledEvent(rule.name(), dataStream, null, id, null, 0));
                        return;
                    }
                }
                tellApplied(r, false);
            }
            action = 0;
        }
        boolean isPart = partOf > 0;
        results.add(new RuledEvent(
                null,
                dataStream,
                store,
                id,
                isPart ? Arrays.copyOf(draft.json(), draft.length()) : draft.json(),
                draft.length()));
    }

    private boolean isMet(int rule) {
        if (observer == null) {
            return rules[rule].condition().isMet(draft, dataStream);
        }
        observer.examining(rule);
        boolean isMet = rules[rule].condition().isMet(draft, dataStream);
        observer.examined(rule, isMet, draft.json(), draft.length());
        return isMet;
    }

    private void tellApplied(int rule, boolean isDropped) {
        if (observer != null) {
            observer.applied(rule, isDropped, store, draft.json(), draft.length());
        }
    }

    /** Applies an action; false where the event is left out. */
    private boolean apply(Action action) {
        switch (action) {
            case Action.Keep keep -> isEnded = true;
            case Action.Drop drop -> {
                return false;
            }
            case Action.Sample sample -> {
                return isSampled(sample);
            }
            case Action.Limit limit -> {
                return limit.rate().take(valueOf(limit.by()), received);
            }
            case Action.Route route -> route(route);
            case Action.Split split -> {
                // Of an event that has no such array: it stays one.
            }
            case Action.MaskField mask -> Redaction.maskField(draft, mask.field(), mask.mask());
            case Action.MaskParts mask -> {
                if (mask.field() < 0) {
                    Redaction.maskParts(draft, mask.parts());
                } else {
                    Redaction.maskParts(draft, mask.field(), mask.parts());
                }
            }
            case Action.HashTo hash -> Reshaping.hashTo(draft, hash);
            case Action.Remove remove -> Reshaping.remove(draft, remove.field());
            case Action.Move move -> Reshaping.move(draft, move);
            case Action.Set set -> draft.set(set.to().path(), set.value());
            case Action.AddTags add -> Reshaping.addTags(draft, add);
            case Action.ParseJson parse -> reshaping.parseJson(draft, parse);
            case Action.ParseQuery parse -> reshaping.parseQuery(draft, parse);
            case Action.ParseUserAgent parse -> Reshaping.parseUserAgent(draft, parse.field(), parse.lookUp());
            case Action.ParseByFormat parse -> Reshaping.parseByFormat(draft, parse.field(), parse.fields());
        }
        return true;
    }

    private boolean isSampled(Action.Sample sample) {
        int from = sample.by() < 0 ? -1 : draft.start(sample.by());
        long hash = from < 0 ? hash(id, 0, EventIds.LENGTH) : hash(draft.json(), from, draft.end(sample.by()));
        return Long.remainderUnsigned(hash, sample.keepOneIn()) == 0;
    }

    private String valueOf(int field) {
        int from = field < 0 ? -1 : draft.start(field);
        return from < 0 ? "" : new String(draft.json(), from, draft.end(field) - from, UTF_8);
    }

    private void route(Action.Route route) {
        isEnded = true;
        store = route.store();
        String dataset = route.dataset() == null ? dataStream.dataset() : route.dataset();
        String namespace = route.namespace() == null ? dataStream.namespace() : route.namespace();
        if (!dataset.equals(dataStream.dataset()) || !namespace.equals(dataStream.namespace())) {
            dataStream = new DataStream(dataset, namespace);
            Reshaping.route(draft, dataStream);
        }
    }

    /** Goes on with an event for each element of the array; false where there is none with more than one. */
    private boolean split(Action.Split split, int rule, int nextAction) {
        EventDraft.Span array = draft.find(split.field());
        if (array == null || draft.json()[array.from()] != '[') {
            return false;
        }
        byte[] whole = Arrays.copyOf(draft.json(), draft.length());
        int headLength = draft.headLength();
        DataStream ofStream = dataStream;
        byte[] ofId = Arrays.copyOf(id, EventIds.LENGTH);
        int at = array.from() + 1;
        int part = 0;
        while (whole[at] != ']') {
            int end = JsonSpans.endOfValue(whole, at);
            byte[] element = Arrays.copyOfRange(whole, at, end);
            draft.begin(whole, whole.length, headLength);
            draft.replace(array.from(), array.to(), element);
            byte[] partId = part == 0 ? ofId : SplitIds.of(ofId, part);
            if (part == 0 && observer != null) {
                observer.split(rule, whole, whole.length);
            }
            if (part > 0) {
                draft.set(SplitIds.PATH, SplitIds.json(partId));
            }
            if (observer != null) {
                observer.part(rule, draft.json(), draft.length());
            }
            partOf++;
            run(ofStream, partId, rule, nextAction);
            partOf--;
            part++;
            at = whole[end] == ',' ? end + 1 : end;
        }
        draft.begin(whole, whole.length, headLength);
        return part > 0;
    }

    /** FNV-1a, 64 bits, its bits mixed as MurmurHash3 does at its end. */
    private static long hash(byte[] bytes, int from, int to) {
        long hash = 0xcbf29ce484222325L;
        for (int i = from; i < to; i++) {
            hash = (hash ^ bytes[i] & 0xff) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }
}
