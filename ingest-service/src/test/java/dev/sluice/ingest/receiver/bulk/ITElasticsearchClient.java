// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.elasticsearch.core.bulk.OperationType;
import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.ingest.testing.Topic;
import dev.sluice.model.Topics;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The official client finds nothing missing. */
class ITElasticsearchClient {

    @Test
    void theOfficialClientCanSend() throws IOException {
        String kafka = SharedStack.kafka().bootstrapServers();
        try (RunningIngest ingest = RunningIngest.start(kafka);
                ElasticsearchClient client = ElasticsearchClient.of(
                        c -> c.host(ingest.uri("").toString()).usernameAndPassword("any", "any"))) {
            Topic raw = Topic.fromNowOn(kafka, Topics.RAW);

            assertThat(client.info().version().number()).isEqualTo("8.19.0");
            BulkResponse answer = client.bulk(bulk -> bulk.index("logs-shop-default")
                    .operations(o -> o.create(c -> c.document(Map.of("message", "one"))))
                    .operations(o -> o.index(i -> i.id("2").document(Map.of("message", "two"))))
                    .operations(o -> o.delete(d -> d.id("3"))));

            assertThat(answer.errors()).isTrue();
            assertThat(answer.items())
                    .extracting(item -> item.operationType())
                    .containsExactly(OperationType.Create, OperationType.Index, OperationType.Delete);
            assertThat(answer.items()).extracting(item -> item.status()).containsExactly(201, 201, 400);
            assertThat(answer.items().get(1).id()).isEqualTo("2");
            assertThat(raw.records())
                    .singleElement()
                    .satisfies(record -> assertThat(new String(record.value(), UTF_8))
                            .isEqualTo("{\"message\":\"one\"}\n{\"message\":\"two\"}\n"))
                    .satisfies(record ->
                            assertThat(Topic.headers(record)).containsEntry("sluice.dataset", "shop".getBytes(UTF_8)));
        }
    }
}
