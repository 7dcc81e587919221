// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.config.FollowSettings;
import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.telemetry.Problems;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes up streams of the checkpoint in the files that they were read from, if those still hold what was read. */
final class Resumption {

    private final Streams streams;
    private final Attachment attachment;
    private final SourceOpener opener;
    private final FingerprintMatcher matcher;
    private final FollowSettings settings;
    private final Map<String, InputSettings> inputs;
    private final Telemetry telemetry;

    Resumption(
            Streams streams,
            Attachment attachment,
            SourceOpener opener,
            FingerprintMatcher matcher,
            FollowSettings settings,
            Map<String, InputSettings> inputs,
            Telemetry telemetry) {
        this.streams = streams;
        this.attachment = attachment;
        this.opener = opener;
        this.matcher = matcher;
        this.settings = settings;
        this.inputs = inputs;
        this.telemetry = telemetry;
    }

    /**
     * Looks at every stream that nobody follows.
     *
     * @return files of which it cannot be told now whether they still hold their streams
     */
    Set<FileId> resume(Map<FileId, DiscoveredFile> found) {
        Set<FileId> unsettled = new HashSet<>();
        List<StreamState> known = new ArrayList<>(streams.idle());
        known.sort(Comparator.comparingLong(state -> state.place().modified()));
        long now = telemetry.clock().millis();
        for (StreamState state : known) {
            InputSettings input = inputs.get(state.input());
            DiscoveredFile file = state.file() == null ? null : found.get(state.file());
            if (state.file() != null && file == null) {
                // From now on a file that is made is not a copy of it.
                streams.keep(state.with(state.place().gone(now), state.touched()));
            } else if (file != null && input != null && streams.followed(file.id()) == null) {
                unsettled.add(file.id());
                if (attempt(state, input, file, now)) {
                    unsettled.remove(file.id());
                }
            }
        }
        return unsettled;
    }

    /** Whether it is told. */
    private boolean attempt(StreamState state, InputSettings input, DiscoveredFile file, long now) {
        String path = file.path().toString();
        try {
            boolean told = resume(state, input, file, now);
            telemetry.problems().clear(Problems.Kind.UNREADABLE, path);
            return told;
        } catch (NoSuchFileException | EOFException | OutOfDescriptorsException e) {
            // The next scan asks again.
            return false;
        } catch (IOException e) {
            telemetry.metrics().readErrors.increment();
            telemetry.problems().raise(Problems.Kind.UNREADABLE, path, ReadProblem.of(file.path(), e));
            return false;
        }
    }

    private boolean resume(StreamState state, InputSettings input, DiscoveredFile file, long now) throws IOException {
        if (unchanged(state, file)) {
            TailedFile tailed = new TailedFile(input, state, file, now);
            attachment.attach(tailed);
            return true;
        }
        Optional<FileSource> source = opener.open(file.path(), file.id());
        if (source.isEmpty()) {
            return false;
        }
        boolean holds = false;
        try {
            holds = (source.get().compressed() || source.get().size() >= state.source())
                    && matcher.holdsKnown(state, source.get(), settings.verify());
        } finally {
            if (!holds) {
                source.get().close();
            }
        }
        if (!holds) {
            telemetry.log().info("file is not the one that was read", "path", file.path(), "stream", state.stream());
            telemetry.metrics().filesTruncated.increment();
            long noticed = telemetry.clock().millis();
            streams.keep(state.with(state.place().replaced(noticed), noticed));
            return true;
        }
        StreamState going = state.complete() ? state.with(state.place().completed(false), now) : state;
        TailedFile tailed = new TailedFile(input, going, file, now);
        tailed.open(source.get());
        attachment.attach(tailed);
        return true;
    }

    /** Nothing was written since it was read: it need not even be opened. */
    private static boolean unchanged(StreamState state, DiscoveredFile file) {
        return state.place().modified() == file.modified()
                && state.plan().isEmpty()
                && (state.complete()
                        || state.source() == file.size() && !state.content().isEmpty());
    }
}
