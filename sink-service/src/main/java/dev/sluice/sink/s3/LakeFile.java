// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.sink.driver.EventRecords.NotAnEvent;
import dev.sluice.sink.s3.format.EventWriter;
import dev.sluice.sink.s3.format.LakeFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file in the spool that becomes one object. */
final class LakeFile {

    private static final Logger log = LoggerFactory.getLogger(LakeFile.class);

    private final Path path;
    private final String key;
    private final LakeFormat format;
    private final Spool spool;
    private final WriterMemory.Share memory;
    private final EventWriter writer;
    private long size;
    private long held;
    private long events;

    LakeFile(String key, LakeFormat format, Spool spool, WriterMemory.Share memory) throws IOException {
        this.path = spool.newFile();
        this.key = key;
        this.format = format;
        this.spool = spool;
        this.memory = memory;
        this.writer = format.create(path);
        spool.created();
    }

    void write(long timestamp, byte[] json) throws IOException, NotAnEvent {
        writer.write(timestamp, json);
        events++;
        account(writer.size(), writer.memory());
    }

    /** Ends the file; it can be uploaded then. */
    void finish() throws IOException {
        writer.close();
        account(Files.size(path), 0);
    }

    /** Removes the file, finished or not. */
    void delete() {
        try {
            writer.close();
        } catch (IOException | RuntimeException e) {
            log.debug("{} could not be ended, and is deleted", path, e);
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            log.warn("cannot delete {}, which is of no use any more: {}", path, e.toString());
        }
        account(0, 0);
        spool.removed();
    }

    Path path() {
        return path;
    }

    String key() {
        return key;
    }

    LakeFormat format() {
        return format;
    }

    /** Bytes written so far. */
    long size() {
        return size;
    }

    long events() {
        return events;
    }

    private void account(long sizeNow, long heldNow) {
        if (sizeNow != size) {
            spool.add(sizeNow - size);
            size = sizeNow;
        }
        if (heldNow != held) {
            memory.add(heldNow - held);
            held = heldNow;
        }
    }
}
