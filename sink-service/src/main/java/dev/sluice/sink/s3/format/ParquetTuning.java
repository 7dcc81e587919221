// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** What all Parquet objects have in common, besides the size of their row groups. */
final class ParquetTuning {

    static final int PAGE_BYTES = 512 << 10;
    static final int PAGE_ROWS = 20_000;
    static final int DICTIONARY_BYTES = 512 << 10;

    /** The column of which no two values are equal: a dictionary would be built in vain for each row group. */
    static final String UNIQUE = "event_id";

    /** For optimizers of joins; they cost a look at each value, and tell nobody here anything. */
    private static final boolean SIZE_STATISTICS = false;

    /** For those who write columns. */
    static final ParquetProperties PROPERTIES = ParquetProperties.builder()
            .withWriterVersion(WriterVersion.PARQUET_1_0)
            .withPageSize(PAGE_BYTES)
            .withPageRowCountLimit(PAGE_ROWS)
            .withDictionaryPageSize(DICTIONARY_BYTES)
            .withSizeStatisticsEnabled(SIZE_STATISTICS)
            .withDictionaryEncoding(UNIQUE, false)
            .build();

    private ParquetTuning() {}

    /** For those who write rows. */
    static <T, B extends ParquetWriter.Builder<T, B>> B tuned(B builder) {
        return builder.withConf(new PlainParquetConfiguration())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withWriterVersion(WriterVersion.PARQUET_1_0)
                .withPageSize(PAGE_BYTES)
                .withPageRowCountLimit(PAGE_ROWS)
                .withDictionaryPageSize(DICTIONARY_BYTES)
                .withSizeStatisticsEnabled(SIZE_STATISTICS)
                .withDictionaryEncoding(UNIQUE, false);
    }
}
