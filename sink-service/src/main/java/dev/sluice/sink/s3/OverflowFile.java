// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.sink.driver.EventRecords.NotAnEvent;
import dev.sluice.sink.s3.LakeLayout.Folder;
import dev.sluice.sink.s3.format.EventCheck;
import dev.sluice.sink.s3.format.LakeFormat;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events whose folders have no file of their own while their range is open: all of them in one file of the spool, in the order in which they came.
 * When the range ends, each folder's are taken out again, so that its object is the one that a file of its own would have become, byte for byte.
 */
final class OverflowFile implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(OverflowFile.class);

    /** Of each event: its time, and the length of its JSON. */
    private static final int HEADER = Long.BYTES + Integer.BYTES;

    private static final int BUFFER = 64 * 1024;

    /** What a folder costs besides its places, about. */
    private static final int FOLDER_BYTES = 200;

    private final Path path;
    private final EventCheck check;
    private final Spool spool;
    private final WriterMemory.Share memory;
    private final FileChannel file;
    private final Map<Folder, Places> folders = new LinkedHashMap<>();
    private ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private long size;
    private long held;
    private boolean closed;

    OverflowFile(LakeFormat format, Spool spool, WriterMemory.Share memory) throws IOException {
        this.path = spool.newFile();
        this.check = format.check();
        this.spool = spool;
        this.memory = memory;
        this.file = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        spool.created();
        hold(BUFFER);
    }

    /** Takes the events of a folder, one by one. */
    @FunctionalInterface
    interface EventTaker {
        void take(long timestamp, byte[] json) throws IOException;
    }

    /** @throws NotAnEvent if the format could not write it; it is not kept then */
    void write(Folder folder, long timestamp, byte[] json) throws IOException, NotAnEvent {
        check.check(timestamp, json);
        Places places = folders.get(folder);
        if (places == null) {
            places = new Places();
            folders.put(folder, places);
            hold(FOLDER_BYTES + places.bytes());
        }
        long before = places.bytes();
        places.add(size);
        hold(places.bytes() - before);
        append(ByteBuffer.allocate(HEADER)
                .putLong(timestamp)
                .putInt(json.length)
                .flip());
        append(ByteBuffer.wrap(json));
        size += HEADER + json.length;
        spool.add(HEADER + json.length);
    }

    private void append(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int length = Math.min(buffer.remaining(), bytes.remaining());
            buffer.put(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        buffer.clear();
    }

    /** Folders that have an event here, in the order in which they came. */
    Iterable<Folder> folders() {
        return folders.keySet();
    }

    int folderCount() {
        return folders.size();
    }

    /** Bytes written so far. */
    long size() {
        return size;
    }

    /** Hands over the events of a folder in the order in which they came. */
    void read(Folder folder, EventTaker taker) throws IOException {
        flush();
        Places places = folders.get(folder);
        for (int i = 0; i < places.count; i++) {
            ByteBuffer header = bytesAt(places.offsets[i], HEADER);
            long timestamp = header.getLong();
            taker.take(
                    timestamp,
                    bytesAt(places.offsets[i] + HEADER, header.getInt()).array());
        }
    }

    private ByteBuffer bytesAt(long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, offset + bytes.position()) < 0) {
                throw new IOException(path + " ends before byte " + (offset + length));
            }
        }
        return bytes.flip();
    }

    private void hold(long bytes) {
        held += bytes;
        memory.add(bytes);
    }

    /** Deletes the file. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (file) {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            log.warn("cannot delete {}, which is of no use any more: {}", path, e.toString());
        }
        spool.add(-size);
        spool.removed();
        hold(-held);
        buffer = null;
    }

    /** Where the events of a folder begin. */
    private static final class Places {

        private long[] offsets = new long[1];
        private int count;

        void add(long offset) {
            if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * count);
            }
            offsets[count++] = offset;
        }

        long bytes() {
            return (long) offsets.length * Long.BYTES;
        }
    }
}
