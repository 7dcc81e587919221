// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.block;

import dev.sluice.detector.rule.AddressRange;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Addresses to keep out, each until a time. What is allowed is never on it, and it never has more than its cap: the latest win. Thread-safe. */
public final class BlockList {

    /** One address, and why. */
    public record Entry(String address, Instant until, String rule, String alertId) {}

    private final Duration duration;
    private final List<AddressRange> allowed;
    private final int max;
    private final int minSeverity;
    private final Clock clock;
    private final Map<String, Entry> entries = new HashMap<>();

    /** @param minSeverity of an alert from which its address is blocked */
    public BlockList(Duration duration, List<AddressRange> allowed, int max, int minSeverity, Clock clock) {
        this.duration = duration;
        this.allowed = List.copyOf(allowed);
        this.max = max;
        this.minSeverity = minSeverity;
        this.clock = clock;
    }

    /** Takes note of an alert; an alert that is older than an address is blocked for changes nothing. */
    public synchronized void alerted(String address, int severity, Instant at, String rule, String alertId) {
        if (severity < minSeverity
                || !isAddress(address)
                || allowed.stream().anyMatch(range -> range.contains(address))) {
            return;
        }
        Instant until = at.plus(duration);
        Entry known = entries.get(address);
        if (until.isAfter(clock.instant()) && (known == null || until.isAfter(known.until()))) {
            entries.put(address, new Entry(address, until, rule, alertId));
        }
        if (entries.size() > max) {
            expire();
        }
        while (entries.size() > max) {
            entries.values().stream()
                    .min(Comparator.comparing(Entry::until))
                    .ifPresent(first -> entries.remove(first.address()));
        }
    }

    /** Who is on it now, in the order of their addresses. */
    public synchronized List<Entry> entries() {
        expire();
        List<Entry> now = new ArrayList<>(entries.values());
        now.sort(Comparator.comparing(Entry::address));
        return now;
    }

    private void expire() {
        Instant now = clock.instant();
        entries.values().removeIf(entry -> !entry.until().isAfter(now));
    }

    private static boolean isAddress(String text) {
        try {
            InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
