// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import dev.sluice.parser.dedup.DedupEntry.LogEvents;
import dev.sluice.parser.dedup.DedupKey.Kind;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What one partition remembers, by sender and kind, each in the order in which it was last seen. Bounded in time and size: of a sender who has more
 * than his share his oldest is forgotten, and where all together have too much, the oldest of the sender who has most. Not thread-safe.
 */
final class DedupMemory {

    private final DedupLimits limits;
    private final Map<String, SenderShare> senders = new HashMap<>();
    private final Set<LogEventId> logEvents = new HashSet<>();
    private final Map<String, byte[]> changes = new HashMap<>();
    private long bytes;
    private long entries;
    private long forgotten;

    DedupMemory(DedupLimits limits) {
        this.limits = limits;
    }

    private record LogEventId(long high, long low) {}

    private static final class SenderShare {

        private final String sender;
        private final Map<Kind, LinkedHashMap<String, DedupEntry>> kinds = new EnumMap<>(Kind.class);
        private long bytes;

        SenderShare(String sender) {
            this.sender = sender;
            for (Kind kind : Kind.values()) {
                kinds.put(kind, new LinkedHashMap<>());
            }
        }

        /** The kind whose oldest entry is the oldest of all. */
        Kind oldest() {
            return kinds.entrySet().stream()
                    .filter(kind -> !kind.getValue().isEmpty())
                    .min(Comparator.comparingLong(
                            kind -> kind.getValue().firstEntry().getValue().seen()))
                    .orElseThrow()
                    .getKey();
        }
    }

    DedupEntry get(DedupKey key) {
        SenderShare share = senders.get(key.sender());
        return share == null ? null : share.kinds.get(key.kind()).get(key.id());
    }

    /** Takes over a record of the state topic; {@code value} is null where the key was forgotten. */
    void restore(String text, byte[] value) {
        DedupKey key = DedupKey.parse(text);
        if (value == null) {
            remove(key);
        } else {
            place(key, DedupEntry.parse(key, value));
        }
    }

    /** Remembers a thing, and that it has to be written. */
    void put(DedupKey key, DedupEntry entry) {
        place(key, entry);
        changes.put(key.toString(), entry.toBytes());
    }

    /** Forgets a thing, and that it has to be written. */
    void forget(DedupKey key) {
        remove(key);
        changes.put(key.toString(), null);
    }

    boolean hasLogEvent(byte[] ids, int at) {
        return logEvents.contains(logEvent(ids, at));
    }

    /** Forgets what is too old or too much; hands over all changes since the last call: keys, and values or null for what was forgotten. */
    Map<String, byte[]> takeChanges(long now) {
        for (SenderShare share : senders.values()) {
            share.kinds.forEach((kind, things) -> {
                long before = now - limits.retention(kind).toMillis();
                while (!things.isEmpty() && things.firstEntry().getValue().seen() < before) {
                    forgetOldest(share, kind);
                }
            });
            while (share.bytes > limits.maxSenderBytes()) {
                forgetOldest(share, share.oldest());
                forgotten++;
            }
        }
        while (bytes > limits.maxBytes()) {
            SenderShare most = senders.values().stream()
                    .max(Comparator.comparingLong(share -> share.bytes))
                    .orElseThrow();
            forgetOldest(most, most.oldest());
            forgotten++;
        }
        senders.values().removeIf(share -> share.bytes == 0);
        Map<String, byte[]> taken = new HashMap<>(changes);
        changes.clear();
        return taken;
    }

    /** What it holds, about, in bytes. */
    long bytes() {
        return bytes;
    }

    long entries() {
        return entries;
    }

    /** How many things were forgotten for want of room, since the last call. */
    long takeForgotten() {
        long taken = forgotten;
        forgotten = 0;
        return taken;
    }

    private void forgetOldest(SenderShare share, Kind kind) {
        String id = share.kinds.get(kind).firstEntry().getKey();
        forget(new DedupKey(kind, share.sender, id));
    }

    private void place(DedupKey key, DedupEntry entry) {
        // To the end: the map is ordered by when a thing was last seen.
        remove(key);
        SenderShare share = senders.computeIfAbsent(key.sender(), SenderShare::new);
        share.kinds.get(key.kind()).put(key.id(), entry);
        count(share, entry, 1);
        if (entry instanceof LogEvents events) {
            for (int at = 0; at < events.ids().length; at += DedupEntry.LOG_EVENT_ID) {
                logEvents.add(logEvent(events.ids(), at));
            }
        }
    }

    private void remove(DedupKey key) {
        SenderShare share = senders.get(key.sender());
        DedupEntry removed = share == null ? null : share.kinds.get(key.kind()).remove(key.id());
        if (removed == null) {
            return;
        }
        count(share, removed, -1);
        if (removed instanceof LogEvents events) {
            for (int at = 0; at < events.ids().length; at += DedupEntry.LOG_EVENT_ID) {
                logEvents.remove(logEvent(events.ids(), at));
            }
        }
    }

    private void count(SenderShare share, DedupEntry entry, int sign) {
        share.bytes += sign * entry.weight();
        bytes += sign * entry.weight();
        entries += sign;
    }

    private static LogEventId logEvent(byte[] ids, int at) {
        ByteBuffer buffer = ByteBuffer.wrap(ids, at, DedupEntry.LOG_EVENT_ID);
        return new LogEventId(buffer.getLong(), buffer.getLong());
    }
}
