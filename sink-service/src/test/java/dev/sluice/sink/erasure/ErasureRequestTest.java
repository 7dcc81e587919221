// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.DataStream;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ErasureRequestTest {

    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final ErasureRequest ALICE = new ErasureRequest("user.name", "alice", null, null, null, null);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'user':{'name':'alice'}}",
                "{'user.name':'alice'}",
                "{'user':{'name':['bob','alice']}}",
                "{'user':[{'name':'bob'},{'name':'alice'}]}",
                "{'user':{'name':'bob'},'user.name':'alice'}",
                "{'fields':{'user':{'name':'alice'}}}",
                "{'fields':{'user.name':'alice'}}",
                "{'fields.user.name':'alice'}",
                "{'fields':{'user':[{'name':'alice'}]}}",
                "{'user':{'name':'\\u0061lice'}}"
            })
    void takesTheValueHoweverTheFieldIsWritten(String event) {
        assertThat(ALICE.matches(parsed(event))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'user':{'name':'Alice'}}",
                "{'user':{'name':'alice '}}",
                "{'user':{'name':'alice2'}}",
                "{'user':{'name':null}}",
                "{'user':{'name':{'first':'alice'}}}",
                "{'user':{'id':'alice'}}",
                "{'user':'alice'}",
                "{'name':'alice'}",
                "{'client':{'user':{'name':'alice'}}}",
                "{'message':'user.name=alice'}",
                "{'labels':{'user':{'name':'alice'}}}",
                "{'fields':{'other':{'user':{'name':'alice'}}}}"
            })
    void takesNothingElse(String event) {
        assertThat(ALICE.matches(parsed(event))).isFalse();
    }

    @Test
    void comparesNumbersAndTruthByHowTheyAreWritten() {
        assertThat(request("http.response.status_code", "200")
                        .matches(parsed("{'http':{'response':{'status_code':200}}}")))
                .isTrue();
        assertThat(request("a", "true").matches(parsed("{'a':true}"))).isTrue();
        assertThat(request("fields.a", "7").matches(parsed("{'fields':{'a':7}}")))
                .isTrue();
        assertThat(request("fields.a", "7").matches(parsed("{'fields':{'fields':{'a':7}}}")))
                .isFalse();
    }

    @Test
    void asksForTheTimeOfTheEvent() {
        ErasureRequest hour = new ErasureRequest("a", "b", TEN, TEN.plusSeconds(3_600), null, null);

        assertThat(hour.matches(parsed("{'@timestamp':'2026-03-01T10:00:00Z','a':'b'}")))
                .isTrue();
        assertThat(hour.matches(parsed("{'@timestamp':'2026-03-01T09:59:59.999Z','a':'b'}")))
                .isFalse();
        assertThat(hour.matches(parsed("{'@timestamp':'2026-03-01T11:00:00Z','a':'b'}")))
                .isFalse();
        assertThat(hour.matches(parsed("{'a':'b'}")))
                .as("nobody knows when it was: better gone than left")
                .isTrue();
        assertThat(hour.mayHold(TEN.plusSeconds(3_600), TEN.plusSeconds(7_200))).isFalse();
        assertThat(hour.mayHold(TEN.minusSeconds(3_600), TEN)).isFalse();
        assertThat(hour.mayHold(TEN, TEN.plusSeconds(3_600))).isTrue();
    }

    @Test
    void asksForDatasetAndNamespace() {
        ErasureRequest both = new ErasureRequest("a", "b", null, null, "app", "prod");

        assertThat(both.takes(new DataStream("app", "prod"))).isTrue();
        assertThat(both.takes(new DataStream("app", "test"))).isFalse();
        assertThat(both.takes(new DataStream("web", "prod"))).isFalse();
        assertThat(ALICE.takes(new DataStream("web", "prod"))).isTrue();
    }

    @Test
    void refusesWhatNamesNothingAndKeepsTheValueOutOfLogs() {
        assertThatThrownBy(() -> request("", "a")).hasMessage("a field is named as user.name, not ''");
        assertThatThrownBy(() -> request("user..name", "a")).hasMessageContaining("user..name");
        assertThatThrownBy(() -> request("user.name", "")).hasMessage("the value of user.name is missing");
        assertThatThrownBy(() -> new ErasureRequest("a", "b", TEN, TEN, null, null))
                .hasMessageContaining("is empty");
        assertThat(ALICE.toString()).contains("user.name").doesNotContain("alice");
    }

    private static ErasureRequest request(String field, String value) {
        return new ErasureRequest(field, value, null, null, null, null);
    }

    private static JsonNode parsed(String event) {
        return JsonMapper.shared().readTree(event.replace('\'', '"'));
    }
}
