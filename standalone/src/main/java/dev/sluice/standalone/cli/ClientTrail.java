// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What one client did, from several stores: each event once, in the order of time, with the stores that have it. Keeps the first ones only. */
final class ClientTrail {

    private final String address;
    private final @Nullable InetAddress literal;
    private final Instant from;
    private final Instant to;
    private final int limit;
    private final TreeMap<Key, Step> steps =
            new TreeMap<>(Comparator.comparing(Key::time).thenComparing(Key::id));
    private boolean more;

    /**
     * @param from of events of this time or later
     * @param to of events before this
     * @param limit events that are kept
     */
    ClientTrail(String address, Instant from, Instant to, int limit) {
        this.address = address;
        this.literal = literal(address);
        this.from = from;
        this.to = to;
        this.limit = limit;
    }

    private record Key(Instant time, String id) {}

    /** One event, and the names of the stores that have it. */
    record Step(Instant time, ObjectNode event, Set<String> stores) {

        String text(String pointer) {
            return event.at(pointer).asString("");
        }

        boolean isAlert() {
            return text("/event/kind").equals("alert");
        }
    }

    /** Takes note of an event, if it is this client's and of that time. Returns whether a later one could still be of interest. */
    boolean add(String store, ObjectNode event) {
        Instant time;
        try {
            time = Instant.parse(event.path("@timestamp").asString(""));
        } catch (DateTimeException e) {
            return true;
        }
        if (!isClients(event.at("/source/address")) && !isClients(event.at("/source/ip"))
                || time.isBefore(from)
                || !time.isBefore(to)) {
            return true;
        }
        Key key = new Key(time, event.at("/event/id").asString(""));
        if (!steps.containsKey(key) && steps.size() >= limit) {
            more = true;
            if (steps.comparator().compare(key, steps.lastKey()) > 0) {
                return false;
            }
            steps.pollLastEntry();
        }
        steps.computeIfAbsent(key, none -> new Step(time, event, new TreeSet<>()))
                .stores()
                .add(store);
        return true;
    }

    /** IPv6 has many ways to write an address. */
    private boolean isClients(JsonNode node) {
        String text = node.asString("");
        return text.equals(address) || literal != null && text.indexOf(':') >= 0 && literal.equals(literal(text));
    }

    private static @Nullable InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    Collection<Step> steps() {
        return steps.values();
    }

    /** Whether there were more than are kept. */
    boolean more() {
        return more;
    }

    /** Different values of a field. */
    int distinct(String pointer) {
        Set<String> values = new HashSet<>();
        steps.values().forEach(step -> values.add(step.text(pointer)));
        values.remove("");
        return values.size();
    }
}
