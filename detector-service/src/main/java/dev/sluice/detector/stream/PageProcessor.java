// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.detector.related.Neighbours;
import dev.sluice.detector.related.PageSessions;
import dev.sluice.detector.related.PageView;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Both steps on {@code sluice.detector-pages}: a view, under its client, becomes a pair with each earlier page of the session, in both directions; a
 * pair, under the page that it is of, is counted.
 */
final class PageProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    static final String STORE = "related";

    private static final byte VIEW = 'v';
    private static final byte PAIR = 'p';

    private final Duration halfLife;
    private final int maxSessions;

    /** Begun anew with the task, which Kafka Streams may do with the same processor: views that were not committed come again. */
    private PageSessions sessions;

    private KeyValueStore<String, byte[]> store;

    PageProcessor(Duration halfLife, int maxSessions) {
        this.halfLife = halfLife;
        this.maxSessions = maxSessions;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        sessions = new PageSessions(maxSessions);
        store = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(record.value()))) {
            switch (in.readByte()) {
                case VIEW ->
                    see(new PageView(key(record), in.readUTF(), in.readUTF(), in.readLong()), record.timestamp());
                case PAIR -> count(key(record), in.readUTF(), in.readLong());
                // Of a later release, which comes after this one.
                default -> {}
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String key(Record<byte[], byte[]> record) {
        return new String(record.key(), UTF_8);
    }

    private void see(PageView view, long timestamp) {
        for (String earlier : sessions.see(view)) {
            pair(view, earlier, view.path(), timestamp);
            pair(view, view.path(), earlier, timestamp);
        }
    }

    private void pair(PageView view, String page, String other, long timestamp) {
        byte[] value = written(PAIR, out -> {
            out.writeUTF(other);
            out.writeLong(view.second());
        });
        context().forward(new Record<>(pageKey(view.namespace(), page).getBytes(UTF_8), value, timestamp));
    }

    private void count(String page, String other, long second) {
        byte[] state = store.get(page);
        Neighbours neighbours = state == null ? new Neighbours(halfLife) : Neighbours.read(state, halfLife);
        neighbours.add(other, second);
        store.put(page, neighbours.write());
    }

    /** The key of a page in the store, and of its pairs on the topic. */
    static String pageKey(String namespace, String path) {
        return namespace + ' ' + path;
    }

    /** The record that tells of a view. */
    static Record<byte[], byte[]> record(PageView view, long timestamp) {
        byte[] value = written(VIEW, out -> {
            out.writeUTF(view.namespace());
            out.writeUTF(view.path());
            out.writeLong(view.second());
        });
        return new Record<>(view.client().getBytes(UTF_8), value, timestamp);
    }

    private interface Content {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private static byte[] written(byte kind, Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(kind);
            content.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
