// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.model.DataStream;
import dev.sluice.model.EventIds;
import dev.sluice.sink.driver.EventRecords;
import dev.sluice.sink.driver.EventRecords.NotAnEvent;
import dev.sluice.sink.driver.EventRows;
import dev.sluice.sink.s3.LakeLayout.Folder;
import dev.sluice.sink.s3.format.LakeFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Neighbouring records of a partition on their way into the lake: an object for each folder that they belong to. Most have a file from the first
 * event on; of one data stream so many only, for whoever sends may name any hour: the events of its other folders wait in an {@link OverflowFile}
 * until the range ends, when their files are written one after the other. Which objects there are and what is in them follows from the records alone.
 */
final class LakeRange {

    /** Ages are measured for records this far apart: a lake's age is minutes. */
    private static final long RECEIPT_STEP_MILLIS = 1_000;

    private final TopicPartition partition;
    private final long start;
    private final LakeFormat format;
    private final LakeLayout layout;
    private final Spool spool;
    private final WriterMemory.Share memory;
    private final int mostOfStream;
    private final Map<Folder, LakeFile> files = new HashMap<>();
    private final Map<DataStream, Integer> filesOf = new HashMap<>();

    /** Null while there is no such event. */
    private OverflowFile overflow;

    private final List<CompletableFuture<Void>> deadLetters = new ArrayList<>();
    private final EventRows rows = new EventRows();
    private final List<Long> receipts = new ArrayList<>();
    private long lastReceipt;
    private long end;
    private long biggest;
    private Folder lastFolder;

    /** Null where the last folder has none. */
    private LakeFile lastFile;

    /**
     * @param start offset of its first record, or of what stood before it
     * @param mostOfStream files of one data stream that are open at once
     */
    LakeRange(
            TopicPartition partition,
            long start,
            LakeFormat format,
            LakeLayout layout,
            Spool spool,
            WriterMemory memory,
            int mostOfStream) {
        this.partition = partition;
        this.start = start;
        this.end = start;
        this.format = format;
        this.layout = layout;
        this.spool = spool;
        this.memory = memory.share();
        this.mostOfStream = mostOfStream;
    }

    void write(Folder folder, ConsumerRecord<byte[], byte[]> record, byte[] json) throws IOException, NotAnEvent {
        LakeFile file = fileOf(folder);
        long timestamp = EventIds.timestampOf(record.key());
        if (file != null) {
            file.write(timestamp, json);
            biggest = Math.max(biggest, file.size());
        } else {
            overflow.write(folder, timestamp, json);
            biggest = Math.max(biggest, overflow.size());
        }
        took(record);
    }

    /** What its records add to the ledger. */
    EventRows rows() {
        return rows;
    }

    /** A record that is not for the lake. */
    void skip(ConsumerRecord<byte[], byte[]> record) {
        took(record);
    }

    /** A record that is no event, and the writing of its dead letter, which the range waits for. */
    void deadLetter(ConsumerRecord<byte[], byte[]> record, CompletableFuture<Void> written) {
        deadLetters.add(written);
        took(record);
    }

    private void took(ConsumerRecord<byte[], byte[]> record) {
        end = record.offset() + 1;
        long received = EventRecords.receivedAt(record);
        if (receipts.isEmpty() || Math.abs(received - lastReceipt) >= RECEIPT_STEP_MILLIS) {
            receipts.add(received);
            lastReceipt = received;
        }
    }

    private LakeFile fileOf(Folder folder) throws IOException {
        if (!folder.equals(lastFolder)) {
            LakeFile file = files.get(folder);
            if (file == null && filesOf.getOrDefault(folder.dataStream(), 0) < mostOfStream) {
                file = newFile(folder);
                filesOf.merge(folder.dataStream(), 1, Integer::sum);
            }
            if (file == null && overflow == null) {
                overflow = new OverflowFile(format, spool, memory);
            }
            lastFile = file;
            lastFolder = folder;
        }
        return lastFile;
    }

    private LakeFile newFile(Folder folder) throws IOException {
        LakeFile file = new LakeFile(layout.key(folder, partition, start, format), format, spool, memory);
        files.put(folder, file);
        return file;
    }

    /** Ends all files; no record comes after that. */
    void finish() throws IOException {
        for (LakeFile file : files.values()) {
            file.finish();
        }
        if (overflow != null) {
            for (Folder folder : overflow.folders()) {
                finish(folder);
            }
            overflow.close();
        }
        memory.giveBack();
    }

    private void finish(Folder folder) throws IOException {
        LakeFile file = newFile(folder);
        overflow.read(folder, (timestamp, json) -> {
            try {
                file.write(timestamp, json);
            } catch (NotAnEvent e) {
                throw new IllegalStateException("an event that was looked at before it was kept cannot be written", e);
            }
        });
        file.finish();
    }

    /** Deletes all files, and gives up dead letters that are not written. */
    void discard() {
        files.values().forEach(LakeFile::delete);
        if (overflow != null) {
            overflow.close();
        }
        memory.giveBack();
        deadLetters.forEach(letter -> letter.cancel(true));
    }

    RangePlan plan() {
        return new RangePlan(start, end, format);
    }

    boolean isEmpty() {
        return end == start;
    }

    /** Offset after its last record. */
    long end() {
        return end;
    }

    /** Bytes of its biggest file. */
    long biggest() {
        return biggest;
    }

    /** Whether it has to be closed to make room in memory. */
    boolean isToBeFreed() {
        return memory.isToBeFreed();
    }

    int fileCount() {
        return files.size();
    }

    /** Folders without an open file, each of which becomes an object nevertheless. */
    int overflowCount() {
        return overflow == null ? 0 : overflow.folderCount();
    }

    /** Those that hold an event. */
    List<LakeFile> files() {
        return files.values().stream().filter(file -> file.events() > 0).toList();
    }

    /** Done when each dead letter is written. */
    CompletableFuture<Void> deadLetters() {
        return CompletableFuture.allOf(deadLetters.toArray(CompletableFuture[]::new));
    }

    /** When its first record was received, epoch milliseconds. */
    long oldestReceipt() {
        return receipts.isEmpty() ? Long.MAX_VALUE : receipts.getFirst();
    }

    void forEachReceipt(LongConsumer consumer) {
        receipts.forEach(consumer::accept);
    }
}
