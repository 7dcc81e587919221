// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.model.DataStream;
import dev.sluice.model.ledger.EventTally;
import dev.sluice.sink.driver.EventRecords;
import dev.sluice.sink.driver.EventRecords.NotAnEvent;
import dev.sluice.sink.driver.PartitionSink;
import dev.sluice.sink.driver.PartitionSinkFactory.Start;
import dev.sluice.sink.driver.StoreBook;
import dev.sluice.sink.s3.LakeLayout.Folder;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one partition into the lake, range after range: records are written to the files of the open range; when one is big or old enough, the
 * range is closed, its plan committed, its files uploaded, its end committed. While a range is on its way the next one is being written. The order of
 * these steps, and building a planned range again exactly, is all that exactly-once needs: see {@link RangePlan}.
 */
final class LakePartition implements PartitionSink {

    private static final Logger log = LoggerFactory.getLogger(LakePartition.class);

    private final TopicPartition partition;
    private final LakeContext lake;
    private final StoreBook book;
    private final EventRecords events = new EventRecords();

    /** The plan that a predecessor left, until it is built again. */
    private RangePlan inherited;

    /** Whether a part of the inherited plan has left Kafka. */
    private final boolean incomplete;

    private LakeRange open;
    private long openSince;
    private OnItsWay onItsWay;
    private boolean flushing;

    LakePartition(Start start, StoreBook book, LakeContext lake) {
        partition = start.partition();
        this.book = book;
        this.lake = lake;
        switch (FirstRange.of(start)) {
            case FirstRange.Fresh fresh -> {
                incomplete = false;
                open = lake.range(partition, fresh.offset(), lake.format());
            }
            case FirstRange.Rebuilt rebuilt -> {
                inherited = rebuilt.plan();
                incomplete = rebuilt.incomplete();
                open = lake.range(partition, inherited.start(), inherited.format());
                if (incomplete) {
                    alarmIncomplete(inherited, start.logStart());
                }
            }
            case FirstRange.Gone gone -> {
                incomplete = true;
                alarmIncomplete(gone.plan(), start.logStart());
                LakeRange nothing =
                        lake.range(partition, gone.plan().start(), gone.plan().format());
                onItsWay = new OnItsWay(nothing, gone.plan(), CompletableFuture.completedFuture(null));
                open = lake.range(partition, gone.offset(), lake.format());
            }
        }
    }

    private void alarmIncomplete(RangePlan plan, long logStart) {
        log.error(
                "{} from offset {} to {} was being uploaded when a crash came, and its records before {} have left"
                        + " Kafka since; objects that exist stay as they are, others get what is left. Give the topic a"
                        + " longer retention",
                partition,
                plan.start(),
                plan.end() - 1,
                logStart);
    }

    @Override
    public void accept(ConsumerRecord<byte[], byte[]> record) throws IOException {
        if (inherited != null && record.offset() >= inherited.end()) {
            rebuilt();
        }
        if (open.isEmpty()) {
            openSince = lake.clock().millis();
        }
        if (lake.filter().isForOthers(record)) {
            passOver(record);
        } else {
            write(record);
        }
        if (inherited != null && open.end() >= inherited.end()) {
            rebuilt();
        }
    }

    private void passOver(ConsumerRecord<byte[], byte[]> record) {
        try {
            open.rows().read(record, events.dataStreamOf(record)).addRouted();
        } catch (NotAnEvent e) {
            // It is a dead letter of the store that it is for.
        }
        open.skip(record);
    }

    private void write(ConsumerRecord<byte[], byte[]> record) throws IOException {
        EventTally row = null;
        try {
            DataStream dataStream = events.dataStreamOf(record);
            row = open.rows().read(record, dataStream);
            open.write(Folder.of(dataStream, record), record, EventRecords.onOneLine(record.value()));
        } catch (NotAnEvent e) {
            open.deadLetter(record, lake.deadLetters().writeAsync(record, e.reason(), e.getMessage()));
            if (row != null) {
                row.addDeadLetter();
            }
        }
    }

    /** The range that the inherited plan names is complete; the plan stands already. */
    private void rebuilt() throws IOException {
        RangePlan plan = inherited;
        inherited = null;
        open.finish();
        onItsWay = new OnItsWay(open, plan, upload(open, incomplete));
        open = lake.range(partition, plan.end(), lake.format());
    }

    @Override
    public Optional<OffsetAndMetadata> tick() throws IOException {
        if (onItsWay == null && isDue()) {
            open.finish();
            // Nothing is uploaded before the plan is committed.
            onItsWay = new OnItsWay(open, open.plan(), null);
            open = lake.range(partition, open.end(), lake.format());
        }
        if (onItsWay == null) {
            return Optional.empty();
        }
        if (onItsWay.upload == null) {
            return Optional.of(onItsWay.plan.commit());
        }
        if (!onItsWay.upload.isDone()) {
            return Optional.empty();
        }
        // Throws what the upload has thrown: a fault of ours, since no answer of the store makes it throw.
        onItsWay.upload.join();
        book.settle(onItsWay.plan.end(), onItsWay.range.rows());
        return Optional.of(onItsWay.plan.fulfilled());
    }

    @Override
    public void committed(OffsetAndMetadata offset) {
        if (onItsWay == null) {
            return;
        }
        if (onItsWay.upload == null) {
            onItsWay = new OnItsWay(onItsWay.range, onItsWay.plan, upload(onItsWay.range, false));
        } else if (offset.offset() == onItsWay.plan.end()) {
            onItsWay.range.discard();
            onItsWay = null;
        }
    }

    private CompletableFuture<Void> upload(LakeRange range, boolean keepExisting) {
        CompletableFuture<Void> files = lake.upload().start(range, keepExisting);
        CompletableFuture<Void> all = CompletableFuture.allOf(files, range.deadLetters());
        all.whenComplete((ignored, failure) -> {
            if (all.isCancelled()) {
                files.cancel(true);
            }
        });
        return all;
    }

    private boolean isDue() {
        if (open.isEmpty() || inherited != null) {
            return false;
        }
        LakeSettings.Rotation rotation = lake.rotation();
        return flushing
                || open.biggest() >= rotation.maxSize().toBytes()
                || open.fileCount() >= rotation.maxOpen()
                || open.overflowCount() >= rotation.maxOverflow()
                || lake.clock().millis() - openSince >= rotation.maxAge().toMillis()
                || lake.spool().isTight()
                || open.isToBeFreed();
    }

    @Override
    public boolean isFull() {
        if (inherited != null) {
            // What is planned must be built, whatever room there is: it did fit once.
            return false;
        }
        return onItsWay != null && isDue()
                || lake.spool().isFull()
                || lake.memory().isFull();
    }

    @Override
    public void flush() {
        flushing = true;
    }

    @Override
    public boolean isDone() {
        // An inherited plan that is not complete yet stands; the next owner builds it.
        return onItsWay == null && (open.isEmpty() || inherited != null);
    }

    @Override
    public OptionalLong oldestUnstored() {
        long oldest =
                Math.min(open.oldestReceipt(), onItsWay == null ? Long.MAX_VALUE : onItsWay.range.oldestReceipt());
        return oldest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(oldest);
    }

    @Override
    public void close() {
        if (onItsWay != null) {
            if (onItsWay.upload != null) {
                onItsWay.upload.cancel(true);
            }
            onItsWay.range.discard();
        }
        open.discard();
    }

    /**
     * A closed range.
     *
     * @param upload null until the plan is committed
     */
    private record OnItsWay(LakeRange range, RangePlan plan, CompletableFuture<Void> upload) {}
}
