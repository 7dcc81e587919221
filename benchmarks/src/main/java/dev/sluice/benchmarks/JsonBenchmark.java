// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Our JSON parser beside jackson-core's streaming one, on the same lines and in the same run. {@link #read} and {@link #jacksonRead} only take the
 * document apart, so that each name and each value is known; {@link #event} makes finished ECS events, {@link #jacksonCopy} writes every token to
 * a buffer again, which an event made with Jackson would have to do at the least.
 */
@State(Scope.Thread)
public class JsonBenchmark extends LineBenchmark {

    private static final int MAX_DEPTH = 64;

    private final JsonFactory factory = new JsonFactory();
    private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
    private byte[] chunk;
    private int[] ends;
    private JsonReader reader;
    private ChunkParser parser;
    private ChunkHeaders headers;
    private CountingSink sink;

    @Setup
    public void setUp(Blackhole blackhole) {
        chunk = Corpus.bytes(Corpus.json());
        ends = new int[LINES];
        int line = 0;
        for (int i = 0; i < chunk.length; i++) {
            if (chunk[i] == '\n') {
                ends[line++] = i;
            }
        }
        ends = Arrays.copyOf(ends, line);
        reader = new JsonReader(MAX_DEPTH);
        parser = new ChunkParser(ParserSettings.defaults());
        headers = ChunkHeaders.of("json", "batch", 1_795_345_200_000L);
        sink = new CountingSink(blackhole);
    }

    @Benchmark
    public void read(Blackhole blackhole) {
        int from = 0;
        for (int end : ends) {
            reader.load(chunk, from, end);
            if (!reader.readNext()) {
                throw new IllegalStateException(reader.problem());
            }
            for (int member = reader.first(reader.root()); member != JsonReader.NONE; member = reader.next(member)) {
                blackhole.consume(reader.to(member));
            }
            from = end + 1;
        }
    }

    @Benchmark
    public void jacksonRead(Blackhole blackhole) {
        int from = 0;
        for (int end : ends) {
            try (JsonParser json = factory.createParser(ObjectReadContext.empty(), chunk, from, end - from)) {
                for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                    if (token == JsonToken.PROPERTY_NAME) {
                        blackhole.consume(json.currentName());
                    } else if (token.isScalarValue()) {
                        blackhole.consume(json.getStringLength());
                    }
                }
            }
            from = end + 1;
        }
    }

    @Benchmark
    public void event() {
        parser.parse(headers, chunk, 0, chunk.length, sink);
        sink.check();
    }

    @Benchmark
    public void jacksonCopy(Blackhole blackhole) {
        int from = 0;
        for (int end : ends) {
            copy.reset();
            try (JsonParser json = factory.createParser(ObjectReadContext.empty(), chunk, from, end - from);
                    JsonGenerator out = factory.createGenerator(ObjectWriteContext.empty(), copy)) {
                while (json.nextToken() != null) {
                    out.copyCurrentEvent(json);
                }
            }
            blackhole.consume(copy.size());
            from = end + 1;
        }
    }
}
