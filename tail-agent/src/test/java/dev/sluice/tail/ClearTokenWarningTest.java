// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tail.config.AgentConfig;
import dev.sluice.tail.config.ConfigReader;
import dev.sluice.tail.telemetry.AgentLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent whose token can be read on its way says so, once a configuration, and never says the token. No file is there, so that nothing is sent. */
class ClearTokenWarningTest {

    private static final String TOKEN = "web.hunter2hunter2";
    private static final String WARNING = "token goes over the network in the clear";

    /** Reserved for documents (RFC 5737, RFC 2606). */
    private static final String IN_THE_CLEAR = "http://192.0.2.1:8080";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void isSaidWhenTheAgentStarts() throws IOException {
        start(config(IN_THE_CLEAR, "token: " + TOKEN)).stop();

        assertThat(warnings())
                .singleElement()
                .asString()
                .contains(" WARN ", "use https in server.url", "server=" + IN_THE_CLEAR);
        assertThat(text()).doesNotContain("hunter2");
    }

    @Test
    void isSaidOfATokenInAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), TOKEN);

        start(config("http://ingest.example.com:8080", "token-file: " + file)).stop();

        assertThat(warnings()).hasSize(1);
        assertThat(text()).doesNotContain("hunter2");
    }

    @Test
    void isSaidOfAConfigurationThatIsTakenLater() throws IOException {
        TailAgent agent = start(config("https://192.0.2.1:8080", "token: " + TOKEN));
        assertThat(warnings()).isEmpty();

        agent.reload(config(IN_THE_CLEAR, "token: " + TOKEN));
        agent.stop();

        assertThat(warnings()).hasSize(1);
        assertThat(text()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://192.0.2.1:8080 token: " + TOKEN,
                "http://127.0.0.1:8080 token: " + TOKEN,
                "http://localhost:8080 token: " + TOKEN,
                "http://192.0.2.1:8080 linger: 1s"
            })
    void isNotSaidOtherwise(String server) throws IOException {
        String[] parts = server.split(" ", 2);

        start(config(parts[0], parts[1])).stop();

        assertThat(text()).contains("agent started");
        assertThat(warnings()).isEmpty();
    }

    private TailAgent start(AgentConfig config) throws IOException {
        return TailAgent.start(config, new AgentLog(new PrintStream(said, true, UTF_8), Clock.systemUTC()));
    }

    private AgentConfig config(String url, String setting) throws IOException {
        String yaml = """
                server: {url: '%s', %s}
                agent: {data: %s, operations: 127.0.0.1:0, stop-within: 1s}
                inputs: [{paths: %s, format: text}]
                """.formatted(url, setting, folder.resolve("data"), folder.resolve("none.log"));
        return new ConfigReader(Map.of()).read(Files.writeString(folder.resolve("agent.yaml"), yaml));
    }

    private String text() {
        return said.toString(UTF_8);
    }

    private List<String> warnings() {
        return text().lines().filter(line -> line.contains(WARNING)).toList();
    }
}
