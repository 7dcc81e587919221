// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.DataStream;
import dev.sluice.model.LogFormat;
import dev.sluice.tail.lines.LineEncoding;
import dev.sluice.tail.lines.LineFilter;
import dev.sluice.tail.lines.LineRules;
import dev.sluice.tail.lines.Multiline;
import dev.sluice.tail.lines.Unwrapping;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads the configuration: a YAML file, in which environment variables may stand, and {@code SLUICE_TAIL_SECTION_SETTING} variables which
 * replace what the file says. Nothing is opened or contacted here.
 */
public final class ConfigReader {

    /** Prefix of environment variables that replace settings, e.g. {@code SLUICE_TAIL_SERVER_URL}. */
    public static final String VARIABLE_PREFIX = "SLUICE_TAIL_";

    private static final Duration NONE = Duration.ZERO;
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_.-]{1,64}");
    private static final int LARGEST_PORT = 65_535;
    private static final String LOGS_PATH = "/api/v1/logs";
    private static final long LARGEST_BATCH = 16 << 20;

    private final Map<String, String> environment;

    public ConfigReader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** @throws ConfigException if the file cannot be read or says something that cannot be meant */
    public AgentConfig read(Path file) {
        try (Reader reader = Files.newBufferedReader(file, UTF_8)) {
            return read(reader, file.toString());
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e);
        }
    }

    /** @param name what errors call the file */
    AgentConfig read(Reader yaml, String name) {
        YamlSection root = new YamlSection(name, "", parse(yaml, name), environment, VARIABLE_PREFIX);
        ServerSettings server = server(root.section("server"));
        AgentSettings agent = agent(root.section("agent"), server);
        FollowSettings follow = follow(root.section("follow"));
        List<InputSettings> inputs = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlSection section : root.sections("inputs")) {
            InputSettings input = input(section, inputs.size(), server);
            if (!names.add(input.name())) {
                throw section.error("name", "must be unique, '" + input.name() + "' is there twice");
            }
            inputs.add(input);
        }
        if (inputs.isEmpty()) {
            throw root.error("inputs", "must name at least one input with its paths");
        }
        root.rejectUnknown();
        return new AgentConfig(agent, server, follow, inputs);
    }

    private static Node parse(Reader yaml, String name) {
        try {
            return new Yaml(new LoaderOptions()).compose(yaml);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new ConfigException(name + ":" + line + ": is not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw new ConfigException(name + ": is not YAML: " + e.getMessage());
        }
    }

    private static ServerSettings server(YamlSection section) {
        URI url = section.value("url", null, ConfigReader::url);
        if (url == null) {
            throw section.error("url", "is missing; say where ingest is, for example http://127.0.0.1:8080");
        }
        ServerSettings settings = new ServerSettings(
                url,
                section.text("token", null),
                section.value("token-file", null, Path::of),
                section.value("ca-file", null, Path::of),
                section.value("compression", "lz4", Compression::of),
                section.number("connections", 4, 1, 64),
                (int) section.bytes("batch-bytes", "1000KiB", 64 << 10, LARGEST_BATCH),
                section.duration("linger", "500ms", NONE),
                section.duration("connect-timeout", "5s", SHORTEST),
                section.duration("timeout", "60s", SHORTEST),
                section.duration("retry-first", "250ms", SHORTEST),
                section.duration("retry-most", "30s", SHORTEST));
        if (settings.token() != null && settings.tokenFile() != null) {
            throw section.error("token-file", "cannot go with token; keep one of them");
        }
        section.rejectUnknown();
        return settings;
    }

    private static AgentSettings agent(YamlSection section, ServerSettings server) {
        AgentSettings settings = new AgentSettings(
                section.value("data", "/var/lib/sluice-tail", Path::of),
                section.value("id", null, ConfigReader::name),
                section.text("host", hostName()),
                section.value("operations", "127.0.0.1:9600", ConfigReader::address),
                section.bytes("memory", "16MiB", 3L * server.batchBytes(), 4L << 30),
                section.duration("stop-within", "10s", SHORTEST),
                section.bytes("dead-letter-bytes", "16MiB", 1 << 20, 4L << 30));
        section.rejectUnknown();
        return settings;
    }

    private static FollowSettings follow(YamlSection section) {
        FollowSettings settings = new FollowSettings(
                section.duration("poll", "200ms", SHORTEST),
                section.duration("scan", "2s", SHORTEST),
                section.duration("rotated-idle", "30s", NONE),
                section.duration("forget", "7d", Duration.ofMinutes(1)),
                section.number("open-files", 2000, 16, 1_000_000),
                section.bytes("verify", "64MiB", 1 << 20, 1L << 40),
                section.duration("damaged-after", "30s", SHORTEST),
                absolute(section, "links-inside"));
        section.rejectUnknown();
        return settings;
    }

    private static List<String> absolute(YamlSection section, String key) {
        List<String> paths = section.texts(key);
        for (String path : paths) {
            if (!path.startsWith("/")) {
                throw section.error(key, "must be absolute, was '" + path + "'");
            }
        }
        return paths;
    }

    private static InputSettings input(YamlSection section, int number, ServerSettings server) {
        List<String> paths = absolute(section, "paths");
        if (paths.isEmpty()) {
            throw section.error("paths", "must list at least one path or glob");
        }
        LineRules rules = new LineRules(
                section.value("unwrap", "none", Unwrapping::of),
                multiline(section.section("multiline")),
                (int) section.bytes("max-line", "256KiB", 1 << 10, server.batchBytes() / 2),
                section.value("encoding", "auto", LineEncoding::of),
                filter(section.section("lines")));
        InputSettings input = new InputSettings(
                section.value("name", "input-" + number, ConfigReader::name),
                paths,
                section.texts("exclude"),
                section.value("format", LogFormat.AUTO.wireName(), ConfigReader::name),
                section.value("dataset", null, ConfigReader::dataStreamPart),
                section.value("namespace", null, ConfigReader::dataStreamPart),
                labels(section),
                section.value("start", "beginning", ConfigReader::isEnd),
                rules,
                section.section("multiline").duration("idle", "2s", SHORTEST),
                section.duration("line-idle", "1m", SHORTEST),
                section.value("rewritten", "keep", ConfigReader::isSend));
        section.rejectUnknown();
        return input;
    }

    private static LineFilter filter(YamlSection section) {
        List<String> include = expressions(section, "include");
        List<String> exclude = expressions(section, "exclude");
        int keepOneIn = section.number("keep-one-in", 1, 1, 1_000_000);
        section.rejectUnknown();
        return new LineFilter(include, exclude, keepOneIn);
    }

    private static List<String> expressions(YamlSection section, String key) {
        List<String> expressions = section.texts(key);
        try {
            new LineFilter(expressions, List.of(), 1);
        } catch (IllegalArgumentException e) {
            throw section.error(key, e.getMessage());
        }
        return expressions;
    }

    private static Multiline multiline(YamlSection section) {
        String preset = section.text("preset", null);
        String start = section.text("start", null);
        section.duration("idle", "2s", SHORTEST);
        section.rejectUnknown();
        if (preset != null && start != null) {
            throw section.error("start", "cannot go with preset; keep one of them");
        }
        if (start != null) {
            return section.value("start", null, Multiline::startingWith);
        }
        return preset == null ? Multiline.NONE : section.value("preset", null, Multiline::preset);
    }

    private static Map<String, String> labels(YamlSection section) {
        Map<String, String> labels = section.textMap("labels");
        for (String label : labels.keySet()) {
            if (!LABEL.matcher(label).matches()) {
                throw section.error("labels", "need names of 1 to 64 of a-z 0-9 _ . -, was '" + label + "'");
            }
        }
        return labels;
    }

    static URI url(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "must be http://host:port or https://host:port (" + e.getReason() + ")", e);
        }
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http
                || url.getHost() == null
                || url.getQuery() != null
                || url.getFragment() != null
                || url.getUserInfo() != null) {
            throw new IllegalArgumentException("must be http://host:port or https://host:port");
        }
        if (url.getPort() == 0 || url.getPort() > LARGEST_PORT) {
            throw new IllegalArgumentException("must have a port of 1 to " + LARGEST_PORT);
        }
        if (text.contains(LOGS_PATH)) {
            throw new IllegalArgumentException("must be without " + LOGS_PATH + ", which the agent adds");
        }
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
    }

    private static boolean isSend(String text) {
        return oneOf(text, "send", "keep");
    }

    private static boolean isEnd(String text) {
        return oneOf(text, "end", "beginning");
    }

    private static boolean oneOf(String text, String yes, String no) {
        if (text.equals(yes) || text.equals(no)) {
            return text.equals(yes);
        }
        throw new IllegalArgumentException("must be " + yes + " or " + no);
    }

    static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("must be 1 to 64 letters, digits, _ . -");
        }
        return text;
    }

    static String dataStreamPart(String text) {
        if (!DataStream.isValidPart(text)) {
            throw new IllegalArgumentException("must be 1 to 100 of a-z 0-9 _ . and start with a letter or digit");
        }
        return text;
    }

    static InetSocketAddress address(String text) {
        if (text.equals("none")) {
            return null;
        }
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0 && port >= 0 && port <= 65535) {
                return new InetSocketAddress(text.substring(0, colon), port);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be host:port with a port of digits, or none", e);
        }
        throw new IllegalArgumentException("must be host:port, or none");
    }

    static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A machine that cannot resolve its own name still has one.
            return System.getenv().getOrDefault("HOSTNAME", "localhost");
        }
    }
}
