// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.sink.elasticsearch.ItemResult.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BulkAnswerTest {

    @Test
    void readsEachItemAndWhatElasticsearchSaysOfIt() throws IOException {
        List<ItemResult> items = read("""
                {"took":3,"errors":true,"items":[
                 {"create":{"_index":".ds-logs-a-b-2026.03.01-000001","_id":"x","_shards":{"total":1},"status":201}},
                 {"create":{"status":400,"error":{"type":"document_parsing_exception","reason":"[1:2] failed",
                  "caused_by":{"type":"illegal_argument_exception","reason":"no ip"}}}},
                 {"create":{"status":201,"failure_store":"used"}}]}""", 3);
        assertThat(items)
                .containsExactly(
                        new ItemResult(201, ".ds-logs-a-b-2026.03.01-000001", "", false),
                        new ItemResult(
                                400,
                                "",
                                "document_parsing_exception: [1:2] failed; caused by illegal_argument_exception: no ip",
                                false),
                        new ItemResult(201, "", "", true));
    }

    @ParameterizedTest
    @CsvSource({
        "201,STORED",
        "200,STORED",
        "409,DUPLICATE",
        "429,BUSY",
        "401,FORBIDDEN",
        "403,FORBIDDEN",
        "404,FORBIDDEN",
        "400,REJECTED",
        "413,REJECTED",
        "500,UNKNOWN",
        "503,UNKNOWN",
        "302,UNKNOWN"
    })
    void tellsItemsApartByTheirStatus(int status, Kind kind) {
        assertThat(new ItemResult(status, "", "any", false).kind()).isEqualTo(kind);
    }

    @Test
    void theFailureStoreIsNoSuccess() throws IOException {
        for (String value : List.of("used", "failed")) {
            assertThat(read(item("\"status\":201,\"failure_store\":\"" + value + '"'), 1)
                            .getFirst()
                            .kind())
                    .isEqualTo(Kind.REJECTED);
        }
        for (String value : List.of("not_applicable_or_unknown", "not_enabled")) {
            assertThat(read(item("\"status\":201,\"failure_store\":\"" + value + '"'), 1)
                            .getFirst()
                            .kind())
                    .isEqualTo(Kind.STORED);
        }
    }

    @Test
    void anAnswerThatIsNotWholeIsNone() {
        String whole = item("\"status\":201");
        for (int length = 0; length < whole.length() - 1; length++) {
            String half = whole.substring(0, length);
            assertThatThrownBy(() -> read(half, 1)).as(half).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> read(whole, 2)).isInstanceOf(IOException.class).hasMessageContaining("1 items");
        assertThatThrownBy(() -> read(item("\"_id\":\"x\""), 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("<html>", 1)).isInstanceOf(IOException.class);
    }

    private static String item(String content) {
        return "{\"items\":[{\"create\":{" + content + "}}]}";
    }

    private static List<ItemResult> read(String json, int expected) throws IOException {
        return BulkAnswer.read(new ByteArrayInputStream(json.getBytes(UTF_8)), expected);
    }
}
