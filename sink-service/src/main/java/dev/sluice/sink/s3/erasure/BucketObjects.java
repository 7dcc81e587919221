// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.erasure;

import dev.sluice.sink.erasure.ErasureRequest;
import dev.sluice.sink.s3.LakeListing;
import dev.sluice.sink.s3.LakeListing.Place;
import dev.sluice.sink.s3.LakeSettings;
import dev.sluice.sink.s3.ObjectCoverage;
import dev.sluice.sink.s3.compaction.CommittedOffsets;
import dev.sluice.sink.s3.compaction.LakeCompaction;
import dev.sluice.sink.s3.format.LakeFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Objects of a bucket. Their version is the ETag, and a put has {@code If-Match}, which AWS, MinIO and S3Proxy keep to. */
public final class BucketObjects implements LakeObjects {

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

    private final S3Client s3;
    private final LakeSettings settings;
    private final LakeCompaction compaction;
    private final Runnable turn;

    BucketObjects(S3Client s3, LakeSettings settings, LakeCompaction compaction, Runnable turn) {
        this.s3 = s3;
        this.settings = settings;
        this.compaction = compaction;
        this.turn = turn;
    }

    /**
     * An eraser of the lake that {@code settings} name.
     *
     * @param name as the ledger calls the lake
     * @param kafka how to reach the brokers, which know how far the sink is
     * @param erased whether the event of an id was erased from the lake
     * @param turn is run before each write, and fails if another process may be at work
     */
    public static LakeEraser eraser(
            String name,
            S3Client s3,
            LakeSettings settings,
            Map<String, Object> kafka,
            Predicate<String> erased,
            Runnable turn) {
        LakeCompaction compaction = new LakeCompaction(s3, settings, kafka, erased, turn, Clock.systemUTC());
        return new LakeEraser(
                name,
                new BucketObjects(s3, settings, compaction, turn),
                () -> CommittedOffsets.read(kafka, settings.group()),
                settings.spool().directory());
    }

    @Override
    public void finishMerges(ErasureRequest request) throws IOException {
        compaction.finish(request.dataset(), place -> isWanted(request, place));
    }

    @Override
    public List<Folder> list(ErasureRequest request) {
        return new LakeListing(s3, settings)
                .versions(request.dataset(), place -> isWanted(request, place)).entrySet().stream()
                        .map(entry -> new Folder(
                                entry.getKey().folder(),
                                entry.getKey().dataStream(),
                                entry.getValue().entrySet().stream()
                                        .map(object -> new Stored(object.getKey(), object.getValue()))
                                        .toList()))
                        .toList();
    }

    private static boolean isWanted(ErasureRequest request, Place place) {
        return request.takes(place.dataStream()) && request.mayHold(place.hour(), place.end());
    }

    @Override
    public Optional<Content> read(String key, Path file) {
        try {
            GetObjectResponse object =
                    s3.getObject(get -> get.bucket(settings.bucket()).key(key), file);
            String written = object.metadata().get(LakeListing.WRITTEN);
            return Optional.of(new Content(
                    object.eTag(), written == null ? object.lastModified().toEpochMilli() : Long.parseLong(written)));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> replace(String key, Content read, Path file) {
        turn.run();
        try {
            return Optional.of(s3.putObject(
                            put -> put.bucket(settings.bucket())
                                    .key(key)
                                    .ifMatch(read.version())
                                    .metadata(Map.of(LakeListing.WRITTEN, Long.toString(read.written())))
                                    .contentType(formatOf(key).contentType())
                                    .storageClass(settings.client().storageClass())
                                    .serverSideEncryption(settings.client().serverSideEncryption())
                                    .ssekmsKeyId(settings.client().kmsKeyId()),
                            RequestBody.fromFile(file))
                    .eTag());
        } catch (S3Exception e) {
            int status = e.statusCode();
            if (status == PRECONDITION_FAILED || status == NOT_FOUND || status == CONFLICT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static LakeFormat formatOf(String key) {
        return ObjectCoverage.parse(key.substring(key.lastIndexOf('/') + 1))
                .orElseThrow()
                .format();
    }
}
