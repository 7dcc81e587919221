// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.embedded.EmbeddedElasticsearchSettings;
import dev.sluice.sink.SinkTools;
import dev.sluice.sink.erasure.ErasableStore;
import dev.sluice.sink.erasure.ErasedEvent;
import dev.sluice.sink.erasure.ErasureJournal;
import dev.sluice.sink.erasure.ErasureRequest;
import dev.sluice.sink.testing.HotStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against a real Elasticsearch that asks who comes: nobody who may not see all of a person's events is told that there are none, but what is missing.
 */
class ITDocumentPrivileges {

    private static final String PASSWORD = "long-enough-for-a-test";
    private static final String ALL = "\"privileges\":[\"read\",\"delete\",\"maintenance\",\"view_index_metadata\"]";
    private static final String WHOLE = "\"names\":[\"logs-*\"]," + ALL;
    private static final String NO_DOCUMENT = "\"query\":\"{\\\"match_none\\\":{}}\"";

    private static final int ROUNDS = 10_000;

    /** By the name of the role and of the user who has it. */
    private static final Map<String, String> ROLES = Map.ofEntries(
            Map.entry("nothing", ""),
            Map.entry("one-stream", "{\"names\":[\"logs-shop-*\"]," + ALL + "}"),
            Map.entry("no-maintenance", "{\"names\":[\"logs-*\"],\"privileges\":[\"read\",\"view_index_metadata\"]}"),
            Map.entry("by-query", "{" + WHOLE + "," + NO_DOCUMENT + "}"),
            Map.entry("by-field", "{" + WHOLE + ",\"field_security\":{\"grant\":[\"@timestamp\"]}}"),
            Map.entry("but-a-field", "{" + WHOLE + ",\"field_security\":{\"grant\":[\"*\"],\"except\":[\"user.*\"]}}"),
            Map.entry(
                    "whole-elsewhere",
                    "{" + WHOLE + "," + NO_DOCUMENT + "},{\"names\":[\"logs-shop-*\"],\"privileges\":[\"read\"]}"),
            Map.entry(
                    "reader",
                    "{\"names\":[\"logs-*\"],\"privileges\":[\"read\",\"maintenance\",\"view_index_metadata\"]}"),
            Map.entry(
                    "two-roles",
                    "{" + WHOLE + "},{\"names\":[\"logs-shop-*\"],\"privileges\":[\"read\"]," + NO_DOCUMENT + "}"),
            Map.entry("auditor", "{\"names\":[\"logs-audit-*\"]," + ALL + "}"),
            Map.entry("eraser", "{" + WHOLE + "}"));

    @TempDir
    private static Path folder;

    private static HotStore store;

    private final List<ErasedEvent> erased = new ArrayList<>();

    private final ErasureJournal journal = new ErasureJournal() {
        @Override
        public void erasing(String name, List<ErasedEvent> events) {
            erased.addAll(events);
        }

        @Override
        public Map<String, String> clean(String place) {
            return Map.of();
        }

        @Override
        public void clean(String place, Map<String, String> versions) {}
    };

    @BeforeAll
    static void start() throws Exception {
        writeUsers(Files.createDirectories(folder.resolve("config")));
        store = HotStore.start(
                folder,
                // Document and field level security are not in the free licence.
                EmbeddedElasticsearchSettings.onFreePort()
                        .withSecurity()
                        .withNodeSetting("xpack.license.self_generated.type", "trial"));
        try (SinkTools tools = tools("elastic", store.password());
                DocumentLoader loader = new DocumentLoader(tools.elasticsearchSettings(), null)) {
            loader.awaitTemplate();
        }
        for (String dataStream : List.of("logs-shop-default", "logs-audit-default")) {
            store.call("POST", "/_bulk?refresh=true", """
                    {"create":{"_index":"%1$s","_id":"%1$s-1"}}
                    {"@timestamp":"2026-03-01T10:00:00Z","event":{"id":"%1$s-1","created":"2026-03-01T10:00:00Z"},"user":{"name":"alice"}}
                    """.formatted(dataStream));
        }
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nothing         | 'read', 'maintenance', 'view_index_metadata' on logs-*
            one-stream      | 'read', 'maintenance', 'view_index_metadata' on logs-*
            no-maintenance  | privilege 'maintenance' on logs-*
            by-query        | without 'query'
            by-field        | 'field_security'
            but-a-field     | 'field_security'
            whole-elsewhere | without 'query'
            """)
    void whoDoesNotSeeAllIsToldWhatIsMissing(String user, String missing) {
        assertThatThrownBy(() -> count(user, null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'" + user + "'")
                .hasMessageContaining(missing);
        assertThatThrownBy(() -> erase(user, null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'" + user + "'");
        assertThat(erased).isEmpty();
        assertThat(store.ids("logs-shop-default")).hasSize(1);
    }

    @Test
    void whoMayOnlyReadMayCount() throws Exception {
        assertThat(count("reader", null)).isEqualTo(2);
        assertThatThrownBy(() -> erase("reader", null)).hasMessageContaining("the index privilege 'delete' on logs-*");
    }

    /** Another role narrows what this one does not. */
    @Test
    void theWidestRoleCounts() throws Exception {
        assertThat(count("two-roles", null)).isEqualTo(2);
    }

    @Test
    void whoSeesOneDatasetMayAskForThat() throws Exception {
        assertThatThrownBy(() -> erase("auditor", null)).hasMessageContaining("on logs-*");
        assertThat(count("auditor", "audit")).isOne();
        assertThat(store.ids("logs-audit-default")).hasSize(1);
    }

    /** As docs/privacy.md has it. */
    @Test
    void theRoleOfThePageIsEnough() throws Exception {
        store.call("POST", "/_bulk?refresh=true", """
                {"create":{"_index":"logs-gone-default","_id":"1"}}
                {"@timestamp":"2026-03-01T10:00:00Z","event":{"id":"1","created":"2026-03-01T10:00:00Z"},"user":{"name":"alice"}}
                """);
        assertThat(erase("eraser", "gone")).isOne();
        assertThat(store.ids("logs-gone-default")).isEmpty();
        assertThat(erased).hasSize(1);
    }

    /** The small distribution takes neither roles nor users by HTTP; files it does. */
    private static void writeUsers(Path config) throws Exception {
        byte[] salt = new byte[32];
        byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                .generateSecret(new PBEKeySpec(PASSWORD.toCharArray(), salt, ROUNDS, 256))
                .getEncoded();
        Base64.Encoder base64 = Base64.getEncoder();
        String line = ":{PBKDF2}" + ROUNDS + '$' + base64.encodeToString(salt) + '$' + base64.encodeToString(hash);
        StringBuilder roles = new StringBuilder();
        StringBuilder users = new StringBuilder();
        StringBuilder owners = new StringBuilder();
        ROLES.forEach((name, indices) -> {
            roles.append(name).append(": {\"indices\":[").append(indices).append("]}\n");
            users.append(name).append(line).append('\n');
            owners.append(name).append(':').append(name).append('\n');
        });
        Files.writeString(config.resolve("roles.yml"), roles);
        Files.writeString(config.resolve("users"), users);
        Files.writeString(config.resolve("users_roles"), owners);
    }

    private static long count(String user, String dataset) throws Exception {
        try (SinkTools tools = tools(user, PASSWORD);
                ErasableStore eraser = new DocumentEraser("elasticsearch", tools.elasticsearchSettings(), null)) {
            return eraser.count(request(dataset), progress -> {});
        }
    }

    private long erase(String user, String dataset) throws Exception {
        try (SinkTools tools = tools(user, PASSWORD);
                ErasableStore eraser = new DocumentEraser("elasticsearch", tools.elasticsearchSettings(), null)) {
            return eraser.erase(request(dataset), journal, progress -> {});
        }
    }

    private static ErasureRequest request(String dataset) {
        return new ErasureRequest("user.name", "alice", null, null, dataset, null);
    }

    private static SinkTools tools(String user, String password) {
        return SinkTools.open(Map.of(
                "sluice.sink.elasticsearch.uris",
                store.endpoint().toString(),
                "sluice.sink.elasticsearch.username",
                user,
                "sluice.sink.elasticsearch.password",
                password,
                "sluice.sink.s3.client.region",
                "us-east-1"));
    }
}
