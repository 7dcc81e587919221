// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.model.DataStream;
import dev.sluice.sink.s3.format.EventConsumer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;
import software.amazon.awssdk.services.s3.S3Client;

/** Reads events of the lake, whatever the format of their objects. */
public final class LakeReader {

    private final S3Client s3;
    private final LakeSettings settings;

    public LakeReader(S3Client s3, LakeSettings settings) {
        this.s3 = s3;
        this.settings = settings;
    }

    /** Keys of the objects that may hold events of {@code dataStream} from {@code from} to {@code to}, in order. */
    public List<String> keys(DataStream dataStream, Instant from, Instant to) {
        return new LakeListing(s3, settings)
                        .folders(
                                dataStream.dataset(),
                                place -> place.dataStream().equals(dataStream)
                                        && place.hour().isBefore(to)
                                        && place.end().isAfter(from))
                        .values()
                        .stream()
                        .flatMap(List::stream)
                        .map(LakeObject::key)
                        .toList();
    }

    /**
     * Keys of the objects that may hold events from {@code from} to {@code to}, of all data streams, in the order of their hours, without those that
     * were merged into others of them.
     */
    public List<String> keys(Instant from, Instant to) {
        List<LakeListing.Place> places = new ArrayList<>();
        Map<String, List<LakeObject>> folders = new LakeListing(s3, settings).folders(null, place -> {
            boolean wanted = place.hour().isBefore(to) && place.end().isAfter(from);
            if (wanted) {
                places.add(place);
            }
            return wanted;
        });
        return places.stream()
                .distinct()
                .sorted(Comparator.comparing(LakeListing.Place::hour).thenComparing(LakeListing.Place::folder))
                .flatMap(place -> withoutMerged(folders.getOrDefault(place.folder(), List.of())).stream())
                .map(LakeObject::key)
                .toList();
    }

    private static List<LakeObject> withoutMerged(List<LakeObject> objects) {
        return objects.stream()
                .filter(object -> objects.stream().noneMatch(other -> other.holds(object)))
                .toList();
    }

    /**
     * Keys of the objects of a dataset that were written at {@code since} or later, in order.
     *
     * @param dataset or null for all
     */
    public List<String> keysWritten(String dataset, Instant since) {
        return new LakeListing(s3, settings)
                .folders(dataset, place -> true).values().stream()
                        .flatMap(List::stream)
                        .filter(object -> !object.modified().isBefore(since))
                        .map(LakeObject::key)
                        .toList();
    }

    /** Hands over each event of an object. */
    public void read(String key, EventConsumer consumer) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory(
                Files.createDirectories(settings.spool().directory()), "read-");
        try {
            Path file = work.resolve("object");
            s3.getObject(get -> get.bucket(settings.bucket()).key(key), file);
            ObjectCoverage.parse(key.substring(key.lastIndexOf('/') + 1))
                    .orElseThrow()
                    .format()
                    .read(file, consumer);
        } finally {
            FileSystemUtils.deleteRecursively(work);
        }
    }
}
