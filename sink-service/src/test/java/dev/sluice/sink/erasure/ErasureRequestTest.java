// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.DataStream;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        assertThat(ALICE.probe().test(event.replace('\'', '"'))).isTrue();
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

    /** What a probe leaves out is never parsed, and stays: it may leave out nothing that is one. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "200, {'a':200}",
                "200.0, {'a':2e2}",
                "1.0E10, {'a':10000000000.0}",
                "Infinity, {'a':1e999}",
                "-Infinity, {'a':-1e999}",
                "true, {'a':true}",
                "al\"ice, {'a':'al\\\"ice'}",
                "al/ice, {'a':'al\\/ice'}",
                "al\\ice, {'a':'al\\\\ice'}",
                "al\tice, {'a':'al\\tice'}",
                "192.0.2.1, {'a':'192.0.2.1'}",
                "Zoë, {'a':'Zoë'}",
                "Zoë, {'a':'Zo\\u00EB'}",
                "😀, {'a':'\\ud83d\\ude00'}"
            })
    void aProbeTakesWhateverMatches(String value, String event) {
        ErasureRequest request = request("a", value);

        assertThat(request.matches(parsed(event))).isTrue();
        assertThat(request.probe().test(event.replace('\'', '"'))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "192.0.2.1", "Zoë", "alice@example.org", "alice smith"})
    void aProbeLeavesOutWhatCannotMatch(String value) {
        assertThat(request("a", value).probe().test("{\"a\":\"bob \\\"192.0.2.2\\\"\",\"b\":1.5}"))
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
