// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.telemetry.Metrics.FileLag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The streams that are known: those followed now, by their file, and those whose file is not there, which the checkpoint remembers. */
final class Streams {

    private final Map<FileId, TailedFile> followed = new ConcurrentHashMap<>();
    private final Map<String, StreamState> idle = new ConcurrentHashMap<>();
    private final Map<Path, Set<TailedFile>> families = new HashMap<>();
    private final Checkpoint checkpoint;
    private long listedAt;

    Streams(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
        checkpoint.streams().forEach(state -> idle.put(state.stream(), state));
    }

    Collection<TailedFile> followed() {
        return followed.values();
    }

    TailedFile followed(FileId file) {
        return followed.get(file);
    }

    /** Those followed whose files come from one by rotation. For the thread that looks. */
    Collection<TailedFile> family(Path lineage) {
        return families.getOrDefault(lineage, Set.of());
    }

    /** Streams that nobody follows now. */
    Collection<StreamState> idle() {
        return idle.values();
    }

    /** The folders were listed, and what was found is followed or held open: what was made before this time is known. */
    void listed(long time) {
        listedAt = time;
    }

    /** When the folders were last listed; 0 if they never were. For the thread that looks. */
    long listedAt() {
        return listedAt;
    }

    Collection<StreamState> all() {
        List<StreamState> all = new ArrayList<>(idle.values());
        followed.values().forEach(tailed -> all.add(tailed.state()));
        return all;
    }

    void follow(TailedFile tailed) {
        idle.remove(tailed.state().stream());
        followed.put(tailed.file(), tailed);
        families.computeIfAbsent(tailed.state().lineage(), lineage -> new LinkedHashSet<>())
                .add(tailed);
    }

    /** Stops following; {@code state} is kept on disk if it was ever worth keeping. */
    void release(TailedFile tailed, StreamState state) {
        if (!state.unread()) {
            keep(state);
        }
        followed.remove(tailed.file());
        Set<TailedFile> family = families.get(tailed.state().lineage());
        if (family != null && family.remove(tailed) && family.isEmpty()) {
            families.remove(tailed.state().lineage());
        }
        tailed.close();
    }

    /** A stream that is not followed has a new state. */
    void keep(StreamState state) {
        checkpoint.save(state);
        idle.put(state.stream(), state);
    }

    void forget(StreamState state) {
        checkpoint.forget(state);
        idle.remove(state.stream());
    }

    List<FileLag> lags(long now) {
        List<FileLag> lags = new ArrayList<>();
        for (TailedFile tailed : followed.values()) {
            long since = tailed.waitingSince();
            lags.add(new FileLag(
                    tailed.current().toString(),
                    tailed.state().stream(),
                    tailed.lag(),
                    since == 0 ? 0 : Math.max(0, now - since) / 1000.0,
                    tailed.open()));
        }
        return lags;
    }
}
