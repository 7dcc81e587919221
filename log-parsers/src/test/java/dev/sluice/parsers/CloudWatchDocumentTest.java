// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What else a subscription's document can hold and look like, and how {@code auto} finds one among lines. */
class CloudWatchDocumentTest {

    @Test
    void keepsWhatAFilterExtracted() {
        String document = document("{\"id\":\"1\",\"timestamp\":1795345200123,\"message\":\"a\",\"extractedFields\":"
                + "{\"level\":\"warn\",\n \"$.a\":\"b \\\"c\\\"\"}}");

        Parsed.Event event = Parsed.of("cloudwatch", document).event();

        assertThat(event.at("aws.cloudwatch.extracted_fields").toString())
                .isEqualTo("{\"level\":\"warn\",\"$.a\":\"b \\\"c\\\"\"}");
    }

    @Test
    void takesADocumentThatIsPrintedPrettily() {
        String document = document("{\n  \"id\": \"1\",\n  \"timestamp\": 1795345200123,\n  \"message\": \"a\"\n }")
                .replace("{\"messageType\"", "{\n  \"messageType\"")
                .replace(",\"log", ",\n  \"log");

        assertThat(Parsed.of("cloudwatch", document).event().string("message")).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sorted", "lambda", "base64"})
    void isFoundUnderAuto(String wrapping) {
        String document = document(
                "{\"id\":\"1\",\"timestamp\":1795345200123,\"message\":\"a\"},{\"id\":\"2\",\"timestamp\":1795345200124,\"message\":\"b\"}");
        String base64 = Base64.getEncoder().encodeToString(gzip(document.getBytes(UTF_8)));
        String line = switch (wrapping) {
            case "sorted" ->
                "{" + document.substring(document.indexOf("\"logEvents\""), document.length() - 1) + ","
                        + document.substring(1, document.indexOf(",\"logEvents\"")) + "}";
            case "lambda" -> "{\"awslogs\":{\"data\":\"" + base64 + "\"}}";
            case "base64" -> base64;
            default -> document;
        };

        Parsed parsed = Parsed.of("auto", "before\n" + line + "\nafter");

        assertThat(parsed.deadLetters()).isEmpty();
        assertThat(parsed.events())
                .extracting(event -> event.string("message"))
                .containsExactly("before", "a", "b", "after");
        assertThat(parsed.events().get(3).id())
                .isEqualTo(Parsed.of("auto", "x\ny\nafter").events().get(2).id());
        assertThat(parsed.events().get(3).at("aws").isMissingNode()).isTrue();
    }

    @Test
    void isDroppedUnderAutoIfItOnlyChecksTheDestination() {
        String control = document("").replace("DATA_MESSAGE", "CONTROL_MESSAGE");

        Parsed parsed = Parsed.of("auto", control);

        assertThat(parsed.events()).isEmpty();
        assertThat(parsed.deadLetters()).isEmpty();
    }

    private static String document(String logEvents) {
        return "{\"messageType\":\"DATA_MESSAGE\",\"owner\":\"123456789012\",\"logGroup\":\"/g\",\"logStream\":\"s\","
                + "\"subscriptionFilters\":[\"f\"],\"logEvents\":[" + logEvents + "]}";
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
