// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/** One bound on the memory of all stores of an instance: by themselves, each partition's store would take 100 MB outside of the heap. */
public final class BoundedRocksDb implements RocksDBConfigSetter {

    /** Bytes, in the configuration of Kafka Streams. */
    public static final String MEMORY = "sluice.store.memory";

    /** Shared by all stores of this JVM, which is one instance. */
    private static Cache cache;

    private static WriteBufferManager buffers;

    @Override
    public void setConfig(String store, Options options, Map<String, Object> configs) {
        share(((Number) configs.get(MEMORY)).longValue());
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(cache);
        table.setCacheIndexAndFilterBlocks(true);
        options.setWriteBufferManager(buffers);
        options.setMaxWriteBufferNumber(2);
        options.setTableFormatConfig(table);
    }

    private static synchronized void share(long bytes) {
        if (cache == null) {
            RocksDB.loadLibrary();
            cache = new LRUCache(bytes);
            // Buffers count in the cache, so the bound is on both together.
            buffers = new WriteBufferManager(bytes / 2, cache);
        }
    }

    /** Nothing is of one store alone. */
    @Override
    public void close(String store, Options options) {}
}
