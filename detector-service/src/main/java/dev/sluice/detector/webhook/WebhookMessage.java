// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is posted for an alert.
 *
 * @param alertId all that is posted of one incident has the same
 * @param documentId what is posted again, because no answer came, has the same
 */
record WebhookMessage(String alertId, String documentId, int severity, byte[] body) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ALGORITHM = "HmacSHA256";

    /**
     * Reads an alert.
     *
     * @throws tools.jackson.core.JacksonException if it is no JSON
     */
    static WebhookMessage of(byte[] alert, WebhookSettings.Form form) {
        JsonNode event = JSON.readTree(alert);
        byte[] body = form == WebhookSettings.Form.ECS
                ? alert
                : JSON.writeValueAsBytes(JSON.createObjectNode().put("text", text(event)));
        return new WebhookMessage(
                event.at("/sluice/alert/id").asString(""),
                event.at("/event/id").asString(""),
                event.at("/event/severity").asInt(0),
                body);
    }

    /**
     * The signature: {@code v1=}, and in hexadecimal digits HMAC-SHA256 (RFC 2104) of the time in epoch seconds, a dot and the body. The time is in
     * it, so that what somebody has overheard can't be posted again later.
     */
    String signature(String secret, Instant time) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM));
            mac.update((time.getEpochSecond() + ".").getBytes(UTF_8));
            return "v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each Java platform has " + ALGORITHM, e);
        }
    }

    /** In Slack's mrkdwn, where three characters must be escaped. */
    private static String text(JsonNode event) {
        StringBuilder text = new StringBuilder("*")
                .append(escaped(event.path("message").asString("")))
                .append("* ")
                .append(escaped(event.at("/event/action").asString("")))
                .append(", severity ")
                .append(event.at("/event/severity").asInt(0))
                .append(", ")
                .append(event.at("/sluice/alert/signals").asLong(0))
                .append(" signals since ")
                .append(escaped(event.at("/event/start").asString("")));
        String sample = event.at("/sluice/alert/samples/0").asString("");
        if (!sample.isEmpty()) {
            text.append("\n`").append(escaped(sample.replace('`', '\''))).append('`');
        }
        return text.append("\nalert ")
                .append(escaped(event.at("/sluice/alert/id").asString("")))
                .toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
