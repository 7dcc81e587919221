// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;

/**
 * A column of optional texts. Written by our own hand, since most of an event's columns are such: a text that the row before has, too, costs
 * one comparison, and the least and the greatest of a page are looked for among different texts only.
 *
 * <p>Pages are of version 1: definition levels, then values. They begin with a dictionary (PLAIN_DICTIONARY), and go over to the texts
 * themselves (PLAIN) for good where it does not pay by the end of the first page with texts, or grows too big (<a
 * href="https://parquet.apache.org/docs/file-format/data-pages/encodings/">Parquet's encodings</a>).
 */
final class TextColumnWriter implements ColumnWriter {

    private static final int NULL = 0;
    private static final int PRESENT = 1;
    private static final int INITIAL_VALUES = 64;

    private final ColumnDescriptor column;
    private final PageWriter pages;
    private final RunLengthBitPackingHybridEncoder levels = encoder(1);

    private final TextDictionary dictionary = new TextDictionary();
    private final PlainTexts plain = new PlainTexts();
    private boolean usesDictionary;
    private boolean hasDictionaryPages;

    /** The page's numbers in the dictionary. */
    private int[] numbers = new int[INITIAL_VALUES];

    /** Of the page. */
    private int values;

    private int pageRows;

    /** Bytes of the page's texts, were they written as they are. */
    private long plainSize;

    private long rows;

    TextColumnWriter(ColumnDescriptor column, PageWriter pages, boolean mayRepeat) {
        this.column = column;
        this.pages = pages;
        usesDictionary = mayRepeat;
    }

    @Override
    public void fill(long upTo) throws IOException {
        for (; rows < upTo; rows++) {
            levels.writeInt(NULL);
            endRow();
        }
    }

    @Override
    public void write(long row, Object value) throws IOException {
        fill(row);
        Utf8Slice text = (Utf8Slice) value;
        levels.writeInt(PRESENT);
        plainSize += Integer.BYTES + text.length();
        if (usesDictionary) {
            if (values == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * values);
            }
            numbers[values] = dictionary.number(text);
        } else {
            plain.add(text.bytes(), text.from(), text.length());
        }
        values++;
        rows++;
        endRow();
    }

    private void endRow() throws IOException {
        pageRows++;
        if (usesDictionary && dictionary.texts().size() > ParquetTuning.DICTIONARY_BYTES) {
            stopUsingDictionary();
        }
        if (pageRows == ParquetTuning.PAGE_ROWS || plain.size() >= ParquetTuning.PAGE_BYTES) {
            endPage();
        }
    }

    private void stopUsingDictionary() {
        usesDictionary = false;
        for (int i = 0; i < values; i++) {
            plain.add(dictionary.texts(), dictionary.place(numbers[i]));
        }
    }

    private boolean dictionaryPays() {
        return dictionary.texts().size() + (long) values * numberBits() / Byte.SIZE < plainSize;
    }

    private int numberBits() {
        return BytesUtils.getWidthFromMaxInt(dictionary.count() - 1);
    }

    private void endPage() throws IOException {
        if (usesDictionary && values > 0 && !hasDictionaryPages && !dictionaryPays()) {
            stopUsingDictionary();
        }
        // A page of nulls alone says nothing about texts to come.
        if (usesDictionary && values > 0) {
            try (RunLengthBitPackingHybridEncoder encoder = encoder(numberBits())) {
                for (int i = 0; i < values; i++) {
                    encoder.writeInt(numbers[i]);
                }
                writePage(
                        BytesInput.concat(BytesInput.fromUnsignedVarInt(numberBits()), encoder.toBytes()),
                        Encoding.PLAIN_DICTIONARY);
            }
            hasDictionaryPages = true;
        } else {
            writePage(plain.all(), Encoding.PLAIN);
        }
        levels.reset();
        plain.clear();
        values = 0;
        pageRows = 0;
        plainSize = 0;
    }

    private void writePage(BytesInput texts, Encoding encoding) throws IOException {
        BytesInput definitionLevels = levels.toBytes();
        BytesInput length = BytesInput.fromInt(Math.toIntExact(definitionLevels.size()));
        pages.writePage(
                BytesInput.concat(length, definitionLevels, texts),
                pageRows,
                pageRows,
                statistics(),
                Encoding.RLE,
                Encoding.RLE,
                encoding);
    }

    private Statistics<?> statistics() {
        Statistics<?> statistics = Statistics.createStats(column.getPrimitiveType());
        statistics.incrementNumNulls(pageRows - values);
        if (values > 0) {
            PlainTexts texts = usesDictionary ? dictionary.texts() : plain;
            PlainTexts.Range range = usesDictionary ? texts.range(differentOfPage()) : texts.range();
            statistics.updateStats(texts.copy(range.least()));
            statistics.updateStats(texts.copy(range.greatest()));
        }
        return statistics;
    }

    /** The places of the page's texts, each once. */
    private IntStream differentOfPage() {
        BitSet different = new BitSet(dictionary.count());
        for (int i = 0; i < values; i++) {
            different.set(numbers[i]);
        }
        return different.stream().map(dictionary::place);
    }

    private static RunLengthBitPackingHybridEncoder encoder(int bits) {
        return new RunLengthBitPackingHybridEncoder(
                bits, INITIAL_VALUES, ParquetTuning.PAGE_BYTES, HeapByteBufferAllocator.getInstance());
    }

    @Override
    public long size() {
        return dictionary.size()
                + plain.size()
                + (long) values * Integer.BYTES
                + levels.getBufferedSize()
                + pages.getMemSize();
    }

    @Override
    public void flush() throws IOException {
        if (pageRows > 0) {
            endPage();
        }
        if (hasDictionaryPages) {
            pages.writeDictionaryPage(
                    new DictionaryPage(dictionary.texts().all(), dictionary.count(), Encoding.PLAIN_DICTIONARY));
        }
    }

    @Override
    public void close() {
        levels.close();
    }
}
