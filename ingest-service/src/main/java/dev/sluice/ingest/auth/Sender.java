// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import dev.sluice.ingest.body.BudgetHolder;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Routing;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who sends: a token, or the anonymous sender where none are asked for. */
public final class Sender {

    private static final String FALLBACK_DATASET = "generic";

    /** No token of the file is called so: its name ends at a dot. */
    private static final String VIEWER = "sluice.ingest.view-token";

    private final String name;
    private final Set<Role> roles;
    private final SendScope scope;
    private final SendLimits limits;

    Sender(String name, Set<Role> roles, SendScope scope, SendLimits limits) {
        this.name = name;
        this.roles = Set.copyOf(roles);
        this.scope = scope;
        this.limits = limits;
    }

    /** The sender where no tokens are asked for, since only this machine can send: it may do everything, within the limits that hold for all. */
    static Sender anonymous(LimitSettings limits) {
        return anonymous(limits, Set.of(Role.values()));
    }

    /** The sender where no tokens are asked for, though others can send: it sees no more of the service than its metrics. */
    static Sender stranger(LimitSettings limits) {
        return anonymous(limits, Set.of(Role.SEND, Role.METRICS));
    }

    /** Who presents sluice.ingest.view-token: nobody who sends. */
    static Sender viewer(LimitSettings limits) {
        return new Sender(
                VIEWER,
                Set.of(Role.METRICS, Role.VIEW),
                SendScope.any(limits.maxNamespaces(), limits.maxDatasets()),
                SendLimits.none(limits.maxEvents()));
    }

    private static Sender anonymous(LimitSettings limits, Set<Role> roles) {
        return new Sender(
                Provenance.ANONYMOUS,
                roles,
                SendScope.any(limits.maxNamespaces(), limits.maxDatasets()),
                SendLimits.none(limits.maxEvents()));
    }

    /** The token's name; {@value Provenance#ANONYMOUS} for the anonymous sender. */
    public String name() {
        return name;
    }

    /**
     * Who holds what is read of this sender's requests.
     *
     * @param address from where the request came, by which senders without a token are told apart
     */
    public BudgetHolder holder(String address) {
        return name.equals(Provenance.ANONYMOUS) ? BudgetHolder.ofAddress(address) : BudgetHolder.ofToken(name);
    }

    Set<Role> roles() {
        return roles;
    }

    /** @throws RequestRejectedException if this sender may not send that format */
    public void requireFormat(String format) {
        if (!scope.formats().isEmpty() && !scope.formats().contains(format)) {
            throw forbidden("may send " + String.join(", ", new TreeSet<>(scope.formats())) + ", not " + format);
        }
    }

    /**
     * The namespace for what this sender sends.
     *
     * @param wanted what it asks for, or null
     * @throws RequestRejectedException if it may not have that
     */
    public String namespaceFor(String wanted) {
        if (wanted == null) {
            return scope.namespace();
        }
        if (scope.namespace() != null && !scope.namespace().equals(wanted)) {
            throw forbidden("may send to namespace " + scope.namespace() + ", not " + wanted);
        }
        if (scope.namespace() == null && !scope.namespaces().admit(wanted)) {
            throw forbidden("has sent to " + scope.namespaces().most()
                    + " namespaces, which is sluice.ingest.max-namespaces, and may not name another one");
        }
        return wanted;
    }

    /** Whether lines may go to the dataset that {@code routing} names. What may not goes to dataset {@value #FALLBACK_DATASET}. */
    public boolean admitsDataset(Routing routing) {
        String dataset = routing.dataset();
        return dataset == null
                || dataset.equals(FALLBACK_DATASET)
                || scope.datasets().admit(dataset);
    }

    /** The same routing, with what the parser is to know of this sender where lines name the dataset: none is named for them. */
    public Routing scoped(Routing routing) {
        return scope.named() == null || routing.dataset() != null ? routing : routing.naming(scope.named());
    }

    /**
     * Whether the operator wants lines of this sender that are for a dataset to be accepted and not kept.
     *
     * @return the pattern by which they are dropped; empty where they are kept
     */
    public Optional<String> droppedBy(Routing routing) {
        return scope.dropped().find(routing.dataset());
    }

    /** Where lines go whose dataset is not admitted. */
    public static Routing fallback(Routing routing) {
        return routing.inDataset(FALLBACK_DATASET);
    }

    /** @throws RequestRejectedException if this sender is over its limits already */
    public void requireRoom() {
        if (!limits.bytes().hasRoom()) {
            throw overRate("bytes");
        }
        if (!limits.events().hasRoom()) {
            throw overRate("events");
        }
        if (!limits.requests().take(1)) {
            throw overRate("requests");
        }
    }

    /** Counts bytes that were read for this sender. */
    public void chargeBytes(long bytes) {
        limits.bytes().charge(bytes);
    }

    /** Counts events that this sender is about to have written. */
    public void chargeEvents(long events) {
        limits.events().charge(events);
    }

    /** @throws RequestRejectedException ({@link RejectionReason#TOO_MANY_EVENTS}) if a request of this sender may not hold so many */
    public void requireEvents(long events) {
        if (events > limits.eventsPerRequest()) {
            throw new RequestRejectedException(
                    RejectionReason.TOO_MANY_EVENTS,
                    "a request may hold " + limits.eventsPerRequest()
                            + " events, which is sluice.ingest.max-events or the token's events-per-request; send it in"
                            + " parts; nothing of it was accepted");
        }
    }

    private RequestRejectedException forbidden(String what) {
        return new RequestRejectedException(RejectionReason.FORBIDDEN, "the token '" + name + "' " + what);
    }

    private RequestRejectedException overRate(String what) {
        return new RequestRejectedException(
                RejectionReason.RATE_LIMITED,
                "the token '" + name + "' is over its rate of " + what + ", which is " + what
                        + "-per-second in sluice.ingest.tokens-file; nothing of the request was accepted");
    }
}
