// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.embedded.EmbeddedElasticsearch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Who may ask the Elasticsearch of an instance: its one user, whose password is made with the data folder. The services and the command line know it;
 * a person hands {@link #curlFile} to curl, since a password on a command line can be read by all users of the machine.
 */
public final class ElasticsearchLogin {

    private static final String USERNAME = "sluice.sink.elasticsearch.username";
    private static final String PASSWORD = "sluice.sink.elasticsearch.password";

    private ElasticsearchLogin() {}

    /** The settings of the sink, by which the command line reaches it, too. */
    static Map<String, String> settings(EmbeddedElasticsearch elasticsearch) {
        return Map.of(
                USERNAME,
                EmbeddedElasticsearch.USER,
                PASSWORD,
                elasticsearch.password().orElseThrow());
    }

    /** What {@code curl -K FILE} reads. */
    public static Path curlFile(Path data) {
        return data.resolve("elasticsearch.curl");
    }

    static void writeCurlFile(Path data, EmbeddedElasticsearch elasticsearch) throws IOException {
        OwnersFile.write(
                curlFile(data),
                "# For curl -K: the user and password of Elasticsearch; made anew at each start\nuser = \""
                        + EmbeddedElasticsearch.USER + ':'
                        + elasticsearch.password().orElseThrow() + "\"\n");
    }

    /** The value of the header {@code Authorization} for the instance that runs on {@code data}; empty where none has left it. */
    public static Optional<String> authorization(Path data) throws IOException {
        Map<String, String> settings = ToolSettings.read(data);
        if (!settings.containsKey(PASSWORD)) {
            return Optional.empty();
        }
        String pair = settings.get(USERNAME) + ':' + settings.get(PASSWORD);
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
    }
}
