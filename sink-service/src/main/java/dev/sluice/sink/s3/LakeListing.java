// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.model.DataStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What lies in the lake, folder by folder. */
public final class LakeListing {

    private static final Pattern KEY = Pattern.compile(
            "(?<folder>.*dataset=(?<dataset>[^/]+)/namespace=(?<namespace>[^/]+)/dt=(?<date>[+-]?\\d{4,}-\\d\\d-\\d\\d)/hour=(?<hour>\\d\\d)/)(?<name>[^/]+)");

    /** Of an object that was rewritten: when it was written first, epoch milliseconds. What was written since is none of its parts. */
    public static final String WRITTEN = "sluice-written";

    private final S3Client s3;
    private final String bucket;
    private final String prefix;

    public LakeListing(S3Client s3, LakeSettings settings) {
        this.s3 = s3;
        this.bucket = settings.bucket();
        this.prefix = settings.prefix().isEmpty() ? "" : settings.prefix() + '/';
    }

    /** A folder: one hour of a data stream. */
    public record Place(String folder, DataStream dataStream, Instant hour) {

        /** When the hour is over. */
        public Instant end() {
            return hour.plus(Duration.ofHours(1));
        }
    }

    /** The objects of all folders that are wanted, in the order of their keys; foreign objects are left out. */
    public Map<String, List<LakeObject>> folders(String dataset, Predicate<Place> wanted) {
        Map<String, List<LakeObject>> folders = new TreeMap<>();
        forEach(
                dataset,
                wanted,
                (place, name, object) -> folders.computeIfAbsent(place.folder(), folder -> new ArrayList<>())
                        .add(new LakeObject(place.folder(), name, object.size(), object.lastModified())));
        folders.replaceAll((folder, objects) -> withFirstTimes(objects));
        return folders;
    }

    /** The ETags of the objects of all folders that are wanted, by what their names say, in the order of their keys. */
    public Map<Place, Map<ObjectCoverage, String>> versions(String dataset, Predicate<Place> wanted) {
        Map<Place, Map<ObjectCoverage, String>> folders = new LinkedHashMap<>();
        forEach(
                dataset,
                wanted,
                (place, name, object) -> folders.computeIfAbsent(place, each -> new LinkedHashMap<>())
                        .put(name, object.eTag()));
        return folders;
    }

    private interface Visitor {
        void visit(Place place, ObjectCoverage name, S3Object object);
    }

    private void forEach(String dataset, Predicate<Place> wanted, Visitor visitor) {
        String under = prefix + "dataset=" + (dataset == null ? "" : dataset + '/');
        s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(under)).contents().stream()
                .forEach(object -> place(object)
                        .filter(wanted)
                        .ifPresent(place -> ObjectCoverage.parse(
                                        object.key().substring(place.folder().length()))
                                .ifPresent(name -> visitor.visit(place, name, object))));
    }

    /**
     * A merged object that was rewritten is younger than objects that were written in between, which are no parts of it. So those that seem to hold
     * others are asked when they were written first.
     */
    private List<LakeObject> withFirstTimes(List<LakeObject> objects) {
        return objects.stream()
                .map(object -> objects.stream().anyMatch(object::holds) ? withFirstTime(object) : object)
                .toList();
    }

    private LakeObject withFirstTime(LakeObject object) {
        String written = s3.headObject(head -> head.bucket(bucket).key(object.key()))
                .metadata()
                .get(WRITTEN);
        return written == null
                ? object
                : new LakeObject(
                        object.folder(), object.name(), object.size(), Instant.ofEpochMilli(Long.parseLong(written)));
    }

    private static Optional<Place> place(S3Object object) {
        Matcher key = KEY.matcher(object.key());
        if (!key.matches()
                || !DataStream.isValidPart(key.group("dataset"))
                || !DataStream.isValidPart(key.group("namespace"))) {
            return Optional.empty();
        }
        Instant hour = LocalDate.parse(key.group("date"))
                .atTime(Integer.parseInt(key.group("hour")), 0)
                .toInstant(ZoneOffset.UTC);
        DataStream dataStream = new DataStream(key.group("dataset"), key.group("namespace"));
        return Optional.of(new Place(key.group("folder"), dataStream, hour));
    }
}
