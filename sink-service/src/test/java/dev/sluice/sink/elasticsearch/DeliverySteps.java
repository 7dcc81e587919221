// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.explorer.Transition;
import dev.sluice.sink.elasticsearch.RolloverDecision.Copy;
import dev.sluice.sink.elasticsearch.SendState.Delivery;
import dev.sluice.sink.elasticsearch.SendState.Fault;
import dev.sluice.sink.elasticsearch.SendState.Member;
import dev.sluice.sink.elasticsearch.SendState.Phase;
import dev.sluice.sink.elasticsearch.SendState.Request;
import dev.sluice.sink.elasticsearch.SendState.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What {@link BulkDelivery} and {@link RolloverDedup} do with one bulk, call by call, and what Elasticsearch does with its requests. */
final class DeliverySteps {

    private final List<Document> documents;
    private final SendDecisions decisions;

    DeliverySteps(List<Document> documents, SendDecisions decisions) {
        this.documents = documents;
        this.decisions = decisions;
    }

    void add(SendState state, int number, Member member, List<Transition<SendState>> steps) {
        Delivery delivery = member.delivery();
        if (delivery == null) {
            return;
        }
        String name = SendWorld.name(number);
        switch (delivery.phase()) {
            case BEGIN -> {
                Delivery known = asKnown(delivery, member.proven());
                boolean doubtful = !RolloverDecision.doubtful(documents(known)).isEmpty();
                Delivery next = doubtful ? known.at(Phase.RESOLVE) : known.ready();
                to(state, number, next, name + " asks if it owns", steps);
            }
            case RESOLVE -> {
                List<String> backing = state.store().backing();
                Delivery resolved = delivery.resolved(Phase.LOOK_UP, backing.size(), backing.getLast());
                to(
                        state,
                        number,
                        RolloverDecision.mustLookUp(backing) ? resolved : resolved.ready(),
                        name + " lists the backing indices",
                        steps);
            }
            case LOOK_UP -> lookUp(state, number, delivery, steps);
            case DELETE -> delete(state, number, delivery.ready(), delivery.surplus(), steps);
            case SEND -> send(state, number, member, delivery, steps);
            case SENT -> noAnswer(state, number, delivery, steps);
            case ANSWERED -> settle(state, number, asKnown(delivery, member.proven()), steps);
            case RESOLVE_AGAIN ->
                to(
                        state,
                        number,
                        delivery.resolved(
                                Phase.LOOK_UP_AGAIN, state.store().backing().size(), null),
                        name + " lists the backing indices again",
                        steps);
            case LOOK_UP_AGAIN -> lookUp(state, number, delivery, steps);
            case DELETE_AGAIN -> delete(state, number, null, delivery.surplus(), steps);
        }
    }

    private void send(
            SendState state, int number, Member member, Delivery delivery, List<Transition<SendState>> steps) {
        String name = SendWorld.name(number);
        if (delivery.records() == 0) {
            to(state, number, null, name + " finds that all is stored", steps);
            return;
        }
        if (decisions.asksBeforeSending() && !member.proven()) {
            // Until a commit tells whether the partition is still its own.
            to(state, number, delivery.again(), name + " may not send without knowing that it owns", steps);
            return;
        }
        Request request = new Request(number, delivery.records(), state.store().rolledOver());
        Delivery next = decisions.waitsForTheAnswer() ? delivery.at(Phase.SENT) : null;
        to(state.with(request), number, next, name + " sends " + Integer.toBinaryString(delivery.records()), steps);
    }

    /** The client's time-out, or a connection that broke: the request may still be done. */
    private void noAnswer(SendState state, int number, Delivery delivery, List<Transition<SendState>> steps) {
        Request request = new Request(number, delivery.records(), true);
        Request held = state.requests().contains(request) ? request : new Request(number, delivery.records(), false);
        boolean isHeld = state.requests().contains(held);
        if (isHeld && state.left().may(Fault.LOST_ANSWER)) {
            SendState left = decisions.dropsWhatIsGivenUp() ? state.without(held) : state;
            add(
                    left.after(Fault.LOST_ANSWER),
                    number,
                    delivery.again(),
                    SendWorld.name(number) + " gives the request up",
                    true,
                    steps);
        }
    }

    private void settle(SendState state, int number, Delivery known, List<Transition<SendState>> steps) {
        List<Document> sent = documents(known);
        Store created = known.surplus();
        String index = created.old() != 0 ? SendWorld.OLD : SendWorld.YOUNG;
        List<ItemResult> items = sent.stream()
                .map(document -> (created.in(index) & bit(document)) != 0
                        ? new ItemResult(201, index, "", false)
                        : new ItemResult(409, "", "", false))
                .toList();
        Map<String, List<Document>> suspects = decisions.suspects(
                sent, items, known.writeIndex() == null ? Map.of() : Map.of("logs", known.writeIndex()));
        Delivery next = suspects.isEmpty() ? null : known.doubted(bits(suspects.get("logs")));
        to(state, number, next, SendWorld.name(number) + " reads the answer", steps);
    }

    private void lookUp(SendState state, int number, Delivery delivery, List<Transition<SendState>> steps) {
        List<String> backing = List.of(SendWorld.OLD, SendWorld.YOUNG).subList(0, delivery.backing());
        List<Document> asked = RolloverDecision.doubtful(documents(delivery)).getOrDefault("logs", List.of());
        List<Copy> copies = new ArrayList<>();
        for (Document document : asked) {
            for (String index : backing) {
                if ((state.store().in(index) & bit(document)) != 0) {
                    copies.add(new Copy(document.id(), index));
                }
            }
        }
        Store surplus = new Store(0, 0, false);
        for (Copy copy : RolloverDecision.surplus(backing, copies)) {
            surplus = surplus.with(copy.index(), surplus.in(copy.index()) | 1 << Integer.parseInt(copy.id()));
        }
        boolean none = surplus.old() == 0 && surplus.young() == 0;
        Delivery next;
        if (delivery.phase() == Phase.LOOK_UP) {
            Set<String> stored = copies.stream().map(Copy::id).collect(Collectors.toSet());
            Delivery rest = delivery.withRecords(bits(RolloverDecision.missing(documents(delivery), stored)));
            next = none ? rest.ready() : rest.deleting(Phase.DELETE, surplus);
        } else {
            next = none ? null : delivery.deleting(Phase.DELETE_AGAIN, surplus);
        }
        to(
                state,
                number,
                next,
                SendWorld.name(number) + " looks up " + asked.size() + " and finds " + copies.size(),
                steps);
    }

    private void delete(SendState state, int number, Delivery next, Store surplus, List<Transition<SendState>> steps) {
        Store store = state.store();
        Store without = new Store(store.old() & ~surplus.old(), store.young() & ~surplus.young(), store.rolledOver());
        to(state.with(without), number, next, SendWorld.name(number) + " deletes second copies", steps);
    }

    /** Elasticsearch executes what it was sent, in the index to which the data stream wrote when it came or when it is done. */
    void addRequests(SendState state, List<Transition<SendState>> steps) {
        for (Request request : state.requests()) {
            if (!request.rolledOver()) {
                execute(state, request, SendWorld.OLD, steps);
            }
            if (state.store().rolledOver()) {
                execute(state, request, SendWorld.YOUNG, steps);
            }
        }
    }

    private void execute(SendState state, Request request, String index, List<Transition<SendState>> steps) {
        Store store = state.store();
        int created = request.records() & ~store.in(index);
        SendState done = state.without(request).with(store.with(index, store.in(index) | created));
        Member sender = state.members().get(request.member());
        boolean waits = sender.delivery() != null
                && sender.delivery().phase() == Phase.SENT
                && state.requests().lastIndexOf(request) == lastOf(state.requests(), request.member());
        String name = "a request of " + SendWorld.name(request.member()) + " is executed in " + index;
        if (!waits) {
            steps.add(Transition.of(name, done));
            return;
        }
        Delivery delivery = sender.delivery();
        steps.add(Transition.of(
                name,
                done.with(
                        request.member(),
                        sender.deliver(delivery.answered(new Store(0, 0, false).with(index, created))))));
        if (state.left().may(Fault.LOST_ANSWER)) {
            add(
                    done.after(Fault.LOST_ANSWER),
                    request.member(),
                    delivery.again(),
                    name + ", and the answer is lost",
                    true,
                    steps);
        }
    }

    private static int lastOf(List<Request> requests, int member) {
        return IntStream.range(0, requests.size())
                .filter(i -> requests.get(i).member() == member)
                .max()
                .orElse(-1);
    }

    /** All that is held is dropped; whoever waits for it hears so. */
    SendState dropAll(SendState state) {
        SendState next = state.withoutRequests();
        for (int number = 0; number < state.members().size(); number++) {
            Member member = state.members().get(number);
            if (member.delivery() != null && member.delivery().phase() == Phase.SENT) {
                next = next.with(number, member.deliver(member.delivery().again()));
            }
        }
        return next;
    }

    private static void to(SendState state, int number, Delivery next, String name, List<Transition<SendState>> steps) {
        add(state, number, next, name, false, steps);
    }

    /** @param next null when all is brought */
    private static void add(
            SendState state, int number, Delivery next, String name, boolean fault, List<Transition<SendState>> steps) {
        Member member = state.members().get(number);
        Member after = next == null ? member.delivered() : member.deliver(next);
        steps.add(new Transition<>(name, state.with(number, after), fault));
    }

    private Delivery asKnown(Delivery delivery, boolean owned) {
        List<Document> known = decisions.asKnown(documents(delivery), owned);
        return delivery.withUnknown(
                bits(known.stream().filter(Document::fateUnknown).toList()));
    }

    private List<Document> documents(Delivery delivery) {
        List<Document> chosen = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            if ((delivery.records() & 1 << i) != 0) {
                Document document = documents.get(i);
                chosen.add((delivery.unknown() & 1 << i) != 0 ? document.withUnknownFate() : document);
            }
        }
        return chosen;
    }

    private static int bits(List<Document> documents) {
        return documents.stream().mapToInt(DeliverySteps::bit).sum();
    }

    private static int bit(Document document) {
        return 1 << Integer.parseInt(document.id());
    }
}
