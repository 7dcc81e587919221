// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.model.concurrent.BackOff;
import dev.sluice.model.concurrent.CancellableTask;
import dev.sluice.sink.driver.StoreStatus;
import java.util.concurrent.CompletableFuture;
import org.springframework.context.SmartLifecycle;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Creates the bucket, where the settings say so, when the service starts, and tries until it is there: not at the first upload, which may come while
 * the service stops. Thread-safe.
 */
final class LakeBucket implements SmartLifecycle {

    private static final int CONFLICT = 409;

    private final S3Client s3;
    private final LakeSettings settings;
    private final StoreStatus status;
    private CompletableFuture<Void> creation;

    LakeBucket(S3Client s3, LakeSettings settings, StoreStatus status) {
        this.s3 = s3;
        this.settings = settings;
        this.status = status;
    }

    @Override
    public synchronized void start() {
        if (creation == null) {
            creation = settings.createBucket()
                    ? CancellableTask.start("bucket", this::createUntilDone)
                    : CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public synchronized void stop() {
        if (creation != null) {
            creation.cancel(true);
            creation = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return creation != null;
    }

    private void createUntilDone() throws InterruptedException {
        BackOff backOff = settings.retry().backOff();
        while (!create()) {
            backOff.pause();
        }
    }

    /** Creates the bucket if the settings say so; returns whether it is there. */
    boolean create() throws InterruptedException {
        if (!settings.createBucket()) {
            return false;
        }
        try {
            s3.createBucket(bucket -> bucket.bucket(settings.bucket()));
            return true;
        } catch (S3Exception e) {
            // It was there, or another process was faster.
            if (e.statusCode() == CONFLICT) {
                return true;
            }
            status.degraded("cannot create the bucket " + settings.bucket(), e.getMessage());
        } catch (AbortedException e) {
            throw new InterruptedException(e.getMessage());
        } catch (SdkException e) {
            status.degraded("cannot be reached", e.getMessage());
        }
        return false;
    }
}
