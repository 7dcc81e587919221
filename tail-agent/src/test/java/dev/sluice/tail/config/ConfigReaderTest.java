// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.tail.files.Globs;
import dev.sluice.tail.lines.LineEncoding;
import dev.sluice.tail.lines.LineFilter;
import dev.sluice.tail.lines.LineRules;
import dev.sluice.tail.lines.Multiline;
import dev.sluice.tail.lines.Unwrapping;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {

    private static final String LEAST = "server: {url: 'http://localhost:8080'}\ninputs: [{paths: /var/log/*.log}]\n";

    private static AgentConfig read(String yaml, Map<String, String> environment) {
        return new ConfigReader(environment).read(new StringReader(yaml), "a.yaml");
    }

    @Test
    void defaultsAreThoseOfTheReadme() {
        AgentConfig config = read(LEAST, Map.of());
        assertThat(config.server())
                .isEqualTo(new ServerSettings(
                        URI.create("http://localhost:8080"),
                        null,
                        null,
                        null,
                        Compression.LZ4,
                        4,
                        1000 << 10,
                        Duration.ofMillis(500),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(30)));
        assertThat(config.agent())
                .isEqualTo(new AgentSettings(
                        Path.of("/var/lib/sluice-tail"),
                        null,
                        ConfigReader.hostName(),
                        new InetSocketAddress("127.0.0.1", 9600),
                        16 << 20,
                        Duration.ofSeconds(10),
                        16 << 20));
        assertThat(config.follow())
                .isEqualTo(new FollowSettings(
                        Duration.ofMillis(200),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(30),
                        Duration.ofDays(7),
                        2000,
                        64 << 20,
                        Duration.ofSeconds(30),
                        List.of()));
        assertThat(config.inputs())
                .containsExactly(new InputSettings(
                        "input-0",
                        List.of("/var/log/*.log"),
                        List.of(),
                        "auto",
                        null,
                        null,
                        Map.of(),
                        false,
                        new LineRules(Unwrapping.NONE, Multiline.NONE, 256 << 10, LineEncoding.AUTO),
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(1),
                        false));
    }

    @Test
    void readsInputs() {
        InputSettings input = read("""
                        server:
                          url: https://sluice.example:8443/
                        inputs:
                        - name: web
                          paths: [/a/*.log, /b/**/*.log]
                          exclude: ['*.gz']
                          format: apache_combined
                          dataset: apache.access
                          namespace: prod
                          labels: {team: '${TEAM}', tier: "${TIER:-front}"}
                          start: end
                          unwrap: cri
                          multiline:
                            start: '^\\d+'
                            idle: 5s
                          max-line: 64KiB
                          line-idle: 10s
                          lines:
                            include: error
                            exclude: ['^#', '\\bhealth\\b']
                            keep-one-in: 5
                        """, Map.of("TEAM", "core")).inputs().getFirst();
        assertThat(input)
                .isEqualTo(new InputSettings(
                        "web",
                        List.of("/a/*.log", "/b/**/*.log"),
                        List.of("*.gz"),
                        "apache_combined",
                        "apache.access",
                        "prod",
                        Map.of("team", "core", "tier", "front"),
                        true,
                        new LineRules(Unwrapping.CRI, Multiline.startingWith("^\\d+"), 64 << 10, LineEncoding.AUTO)
                                .leavingOut(new LineFilter(List.of("error"), List.of("^#", "\\bhealth\\b"), 5)),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        false));
    }

    @Test
    void environmentReplacesSettings() {
        Map<String, String> environment = Map.of(
                "SLUICE_TAIL_SERVER_URL", "http://other:1",
                "SLUICE_TAIL_SERVER_TOKEN", "secret",
                "SLUICE_TAIL_AGENT_OPERATIONS", "none",
                "SLUICE_TAIL_FOLLOW_OPEN_FILES", "17");
        AgentConfig config = read(LEAST, environment);
        assertThat(config.server().url()).hasToString("http://other:1");
        assertThat(config.server().token()).isEqualTo("secret");
        assertThat(config.server().toString()).doesNotContain("secret");
        assertThat(config.agent().operations()).isNull();
        assertThat(config.follow().openFiles()).isEqualTo(17);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "server: {url: 'ftp://x'}| a.yaml:1: server.url must be http://host:port",
                "server: {url: 'http://x:99999'}| a.yaml:1: server.url must have a port of 1 to 65535, was 'http://x:99999'",
                "server: {url: 'http://a b:1'}| a.yaml:1: server.url must be http://host:port or https://host:port (Illegal",
                "server: {url: 'http://x:808O'}| a.yaml:1: server.url must be http://host:port or https://host:port",
                "server: {url: 'http://x:1/api/v1/logs'}| a.yaml:1: server.url must be without /api/v1/logs, which the agent adds",
                "server: {uri: 'http://x'}| a.yaml:1: server.url is missing",
                "server: {url: 'http://x', tokn: a}| a.yaml:1: server.tokn is not known; did you mean token? known here are batch-bytes",
                "server: {url: 'http://x', nothing-like-it: a}| a.yaml:1: server.nothing-like-it is not known; known here are batch-bytes",
                "server: {url: 'http://x', batch-bytes: 1TB}| server.batch-bytes must be a size such as 256KiB or 1MiB, was '1TB'",
                "server: {url: 'http://x', batch-bytes: 1KiB}| server.batch-bytes must be 65536 to 16777216 bytes, was 1024",
                "server: {url: 'http://x', linger: 5}| server.linger must be a time such as 200ms, 5s, 2m, 12h or 7d, was '5'",
                "server: {url: 'http://x', connections: 0}| server.connections must be a whole number from 1 to 64, was '0'",
                "server: {url: 'http://x', token: '${NONE}'}| server.token needs the environment variable NONE",
                "server: {url: 'http://x', token: a, token-file: b}| server.token-file cannot go with token",
                "server: {url: 'http://x'}\\nagent: {memory: 1MiB}| a.yaml:2: agent.memory must be 3072000 to",
                "server: {url: 'http://x'}\\nagent: {operations: here}| a.yaml:2: agent.operations must be host:port",
                "server: {url: 'http://x'}\\n\\nagent: [1]| a.yaml:3: agent must be a mapping",
                "server: {url: 'http://x'}\\ninputs: []| a.yaml:2: inputs must name at least one input",
                "server: {url: 'http://x'}\\ninputs:\\n- {name: a}| a.yaml:3: inputs[0].paths must list at least one",
                "server: {url: 'http://x'}\\ninputs:\\n- {paths: a.log}| a.yaml:3: inputs[0].paths must be absolute, was 'a.log'",
                "server: {url: 'http://x'}\\ninputs:\\n- paths: /a\\n  unwrap: k8s| a.yaml:4: inputs[0].unwrap must be none, cri or docker, was 'k8s'",
                "server: {url: 'http://x'}\\ninputs:\\n- paths: /a\\n  multiline: {preset: c}| inputs[0].multiline.preset must be indented, java",
                "server: {url: 'http://x'}\\ninputs:\\n- paths: /a\\n  multiline: {start: '('}| inputs[0].multiline.start must be a regular expression",
                "server: {url: 'http://x'}\\ninputs:\\n- paths: /a\\n  lines: {exclude: [ok, '(?=a)b']}| a.yaml:4: inputs[0].lines.exclude must be regular expressions of RE2 syntax",
                "server: {url: 'http://x'}\\ninputs:\\n- paths: /a\\n  lines: {keep-one-in: 0}| a.yaml:4: inputs[0].lines.keep-one-in must be a whole number from 1 to 1000000, was '0'",
                "server: {url: 'http://x'}\\ninputs:\\n- paths: /a\\n  lines: {excluded: a}| a.yaml:4: inputs[0].lines.excluded is not known; did you mean exclude?",
                "server: {url: 'http://x'}\\ninputs:\\n- paths: /a\\n  labels: {A: b}| inputs[0].labels need names",
                "server: {url: 'http://x'}\\ninputs:\\n- {paths: /a, name: x}\\n- {paths: /b, name: x}| a.yaml:4: inputs[1].name must be unique",
                "server: {url: 'http://x'}\\ninputs:\\n- paths: /a\\n  dataset: A-B| inputs[0].dataset must be 1 to 100 of",
                "server: {url: 'http://x'}\\nserver: {}| a.yaml:2: server is there twice",
                "server: [| a.yaml:1: is not YAML"
            })
    void saysWhereAndWhatIsWrong(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml.replace("\\n", "\n"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    /** What another engine needs exponential time for is refused, or takes linear time. */
    @Test
    void takesPatternsOfLinearTimeOnly() {
        assertThatThrownBy(() -> read(
                        "server: {url: 'http://x'}\ninputs: [{paths: /a, multiline: {start: '(?=a)b'}}]", Map.of()))
                .hasMessageContaining("inputs[0].multiline.start must be a regular expression of RE2 syntax");
    }

    @ParameterizedTest
    @CsvSource({
        "http://ingest:8080, true",
        "https://ingest:8080, false",
        "http://127.0.0.1:8080, false",
        "http://localhost:8080, false",
        "http://[::1]:8080, false"
    })
    void knowsWhenATokenGoesInTheClear(String url, boolean inTheClear) {
        String inputs = "}\ninputs: [{paths: /a}]";
        assertThat(read("server: {token: t, url: '" + url + "'" + inputs, Map.of())
                        .server()
                        .sendsTokenInTheClear())
                .isEqualTo(inTheClear);
        assertThat(read("server: {url: '" + url + "'" + inputs, Map.of())
                        .server()
                        .sendsTokenInTheClear())
                .isFalse();
    }

    @Test
    void takesANameOnTheCommandLineAsItIsWritten(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("[ab].log"), "line");
        Files.writeString(folder.resolve("a.log"), "line");
        AgentConfig config = QuickConfig.of(new QuickConfig.Request(
                "http://localhost:1",
                null,
                folder,
                null,
                null,
                null,
                false,
                List.of(file.toString(), folder + "/[xa].log")));
        List<String> paths = config.inputs().getFirst().paths();
        assertThat(new Globs(paths, List.of()).files()).containsExactly(file, folder.resolve("a.log"));
    }

    @ParameterizedTest
    @CsvSource({
        "SLUICE_TAIL_SERVER_TOKN, SLUICE_TAIL_SERVER_TOKEN",
        "SLUICE_TAIL_SERVR_TOKEN, SLUICE_TAIL_SERVER",
        "SLUICE_TAIL_FOLLOW_OPENFILES, SLUICE_TAIL_FOLLOW_OPEN_FILES"
    })
    void saysWhichVariableIsWrong(String variable, String meant) {
        assertThatThrownBy(() -> read(LEAST, Map.of(variable, "x")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(
                        "the environment variable " + variable + " is not known; did you mean " + meant + "? ");
    }

    @Test
    void leavesVariablesAloneThatKubernetesWrites() {
        assertThat(read(LEAST, Map.of("SLUICE_TAIL_SERVICE_HOST", "10.0.0.1", "SLUICE_TAIL_PORT", "tcp://10.0.0.1:1")))
                .isEqualTo(read(LEAST, Map.of()));
    }

    @Test
    void makesAConfigurationOfACommandLine() {
        AgentConfig config = QuickConfig.of(new QuickConfig.Request(
                "http://localhost:1", null, Path.of("/data"), "text", "my.app", null, true, List.of("/var/it's.log")));
        assertThat(config.server().token()).isNull();
        assertThat(config.agent().operations()).isNull();
        InputSettings input = config.inputs().getFirst();
        assertThat(input.paths()).containsExactly("/var/it's.log");
        assertThat(input.fromEnd()).isTrue();
        assertThat(input.dataset()).isEqualTo("my.app");
    }
}
