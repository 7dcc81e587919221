// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.model.concurrent.BackOff;
import dev.sluice.model.concurrent.CancellableTask;
import dev.sluice.sink.driver.SinkMetrics;
import dev.sluice.sink.driver.StoreStatus;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Brings the files of a range to the store, however long it takes, each range on a virtual thread of its own. Thread-safe. */
final class RangeUpload {

    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;

    private final S3Client s3;
    private final LakeBucket bucket;
    private final LakeSettings settings;
    private final StoreStatus status;
    private final SinkMetrics metrics;
    private final Semaphore uploads;
    private final Timer duration;
    private final Timer objectAge;
    private final DistributionSummary objectSize;

    RangeUpload(S3Client s3, LakeBucket bucket, LakeSettings settings, StoreStatus status, SinkMetrics metrics) {
        this.s3 = s3;
        this.bucket = bucket;
        this.settings = settings;
        this.status = status;
        this.metrics = metrics;
        this.uploads = new Semaphore(settings.client().maxUploads(), true);
        this.duration = metrics.s3Upload();
        this.objectAge = metrics.s3ObjectAge();
        this.objectSize = metrics.s3ObjectSize();
    }

    /**
     * Uploads all files of a range.
     *
     * @param keepExisting whether objects that exist stay as they are: they may hold more than can be read now
     * @return done when all objects are stored; cancelling it gives up
     */
    CompletableFuture<Void> start(LakeRange range, boolean keepExisting) {
        return CancellableTask.start("upload", () -> {
            for (LakeFile file : range.files()) {
                upload(file, keepExisting);
                metrics.since(range.oldestReceipt(), objectAge);
            }
            range.forEachReceipt(metrics::age);
        });
    }

    private void upload(LakeFile file, boolean keepExisting) throws InterruptedException {
        BackOff backOff = settings.retry().backOff();
        PutObjectRequest request = request(file, keepExisting);
        while (!attempt(request, file)) {
            backOff.pause();
        }
    }

    private boolean attempt(PutObjectRequest request, LakeFile file) throws InterruptedException {
        uploads.acquire();
        try {
            long start = System.nanoTime();
            s3.putObject(request, RequestBody.fromFile(file.path()));
            duration.record(Duration.ofNanos(System.nanoTime() - start));
            objectSize.record(file.size());
            metrics.stored(file.events());
            status.well();
            return true;
        } catch (AbortedException e) {
            throw new InterruptedException(e.getMessage());
        } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED && request.ifNoneMatch() != null) {
                metrics.duplicates(file.events());
                return true;
            }
            refused(e);
        } catch (SdkException e) {
            metrics.retry("no_answer", 1);
            status.degraded("cannot be reached", e.getMessage());
        } finally {
            uploads.release();
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return false;
    }

    private void refused(S3Exception e) throws InterruptedException {
        metrics.retry(Integer.toString(e.statusCode()), 1);
        status.degraded("answers " + e.statusCode(), e.getMessage());
        if (e.statusCode() == NOT_FOUND) {
            bucket.create();
        }
    }

    private PutObjectRequest request(LakeFile file, boolean keepExisting) {
        LakeSettings.Client client = settings.client();
        return PutObjectRequest.builder()
                .bucket(settings.bucket())
                .key(file.key())
                .contentType(file.format().contentType())
                .storageClass(client.storageClass())
                .serverSideEncryption(client.serverSideEncryption())
                .ssekmsKeyId(client.kmsKeyId())
                .ifNoneMatch(keepExisting ? "*" : null)
                .build();
    }
}
