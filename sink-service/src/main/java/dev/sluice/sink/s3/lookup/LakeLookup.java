// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.lookup;

import dev.sluice.model.DataStream;
import dev.sluice.sink.s3.LakeListing;
import dev.sluice.sink.s3.LakeListing.Place;
import dev.sluice.sink.s3.LakeObject;
import dev.sluice.sink.s3.LakeReader;
import dev.sluice.sink.s3.LakeSettings;
import dev.sluice.sink.s3.format.EventConsumer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Finds the objects that hold events, by id. The id says of which hour its event is; so only the objects of those hours are read, the newest
 * first.
 */
public final class LakeLookup {

    private static final int ID_CHARACTERS = 22;
    private static final int TIME_BYTES = 6;

    private final Lake lake;
    private final LakeLookupSettings limits;

    /** The lake as far as it is needed here. */
    interface Lake {
        Map<String, List<LakeObject>> folders(String dataset, Predicate<Place> wanted);

        void read(String key, EventConsumer consumer) throws IOException, InterruptedException;
    }

    /**
     * What was found.
     *
     * @param objects keys of the objects that hold it, by id; more than one key is one event more than once
     * @param complete whether all objects that may hold one were read; otherwise what is not here may be there all the same
     */
    public record Found(Map<String, List<String>> objects, boolean complete) {}

    LakeLookup(Lake lake, LakeLookupSettings limits) {
        this.lake = lake;
        this.limits = limits;
    }

    /** In the lake that {@code settings} name. */
    public static LakeLookup of(S3Client s3, LakeSettings settings, LakeLookupSettings limits) {
        return new LakeLookup(new S3Lake(s3, settings), limits);
    }

    /** @throws IllegalArgumentException if an id is none */
    public Found find(DataStream dataStream, Collection<String> ids) throws IOException, InterruptedException {
        Set<String> wanted = new HashSet<>(ids);
        Set<Instant> hours = new HashSet<>();
        wanted.forEach(id -> hours.add(timeOf(id).truncatedTo(ChronoUnit.HOURS)));
        List<LakeObject> objects = lake
                .folders(
                        dataStream.dataset(),
                        place -> place.dataStream().equals(dataStream) && hours.contains(place.hour()))
                .values()
                .stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(LakeObject::modified).reversed())
                .toList();
        Map<String, List<String>> found = new TreeMap<>();
        long bytes = 0;
        int read = 0;
        for (LakeObject object : objects) {
            bytes += object.size();
            if (read == limits.maxObjects()
                    || read > 0 && bytes > limits.maxBytes().toBytes()) {
                return new Found(found, false);
            }
            String key = object.key();
            lake.read(key, event -> {
                String id = event.at("/event/id").asString("");
                if (wanted.contains(id)) {
                    found.computeIfAbsent(id, each -> new ArrayList<>()).add(key);
                }
            });
            read++;
        }
        return new Found(found, true);
    }

    /** An id begins with the time of its event. */
    static Instant timeOf(String id) {
        if (id != null && id.length() == ID_CHARACTERS) {
            try {
                byte[] bytes = Base64.getUrlDecoder().decode(id);
                return Instant.ofEpochMilli(ByteBuffer.allocate(Long.BYTES)
                        .put(Long.BYTES - TIME_BYTES, bytes, 0, TIME_BYTES)
                        .getLong(0));
            } catch (IllegalArgumentException e) {
                // Said below.
            }
        }
        throw new IllegalArgumentException("'" + id + "' is no id of an event");
    }

    private record S3Lake(S3Client s3, LakeSettings settings) implements Lake {

        @Override
        public Map<String, List<LakeObject>> folders(String dataset, Predicate<Place> wanted) {
            return new LakeListing(s3, settings).folders(dataset, wanted);
        }

        @Override
        public void read(String key, EventConsumer consumer) throws IOException, InterruptedException {
            new LakeReader(s3, settings).read(key, consumer);
        }
    }
}
