// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SendWatermarkTest {

    @Test
    void readsWhatItWrote() {
        assertThat(SendWatermark.of(new SendWatermark.Mark(17, 4711).commit())).isEqualTo(4711);
        assertThat(SendWatermark.of(new OffsetAndMetadata(17))).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void readsWhatEarlierReleasesWrote() throws IOException {
        try (Stream<Path> releases = Files.list(Path.of("../log-model/releases"))) {
            List<Path> files = releases.map(folder -> folder.resolve("offsets.ndjson"))
                    .filter(Files::exists)
                    .toList();
            assertThat(files).isNotEmpty();
            for (Path file : files) {
                JsonNode offset = Files.readAllLines(file).stream()
                        .map(JsonMapper.shared()::readTree)
                        .filter(line -> line.path("group").asString().equals("sluice-sink-elasticsearch"))
                        .findFirst()
                        .orElseThrow();
                assertThat(SendWatermark.of(new OffsetAndMetadata(
                                offset.path("offset").asLong(),
                                offset.path("metadata").asString())))
                        .isEqualTo(100_001);
            }
        }
    }
}
