// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is in the data folder of Elasticsearch: {@code data}, {@code config}, {@code logs} and {@code tmp}. */
final class ElasticsearchFiles {

    /** The distribution's own, which a new version of it may change. Users, roles and the keystore stay as they are. */
    private static final List<String> ALWAYS_COPIED = List.of("jvm.options");

    private final Path folder;
    private final Path data;
    private final Path config;
    private final Path logs;
    private final Path temporary;

    ElasticsearchFiles(LockedDataFolder folder) {
        this.folder = folder.path();
        data = folder.subfolder("data");
        config = folder.subfolder("config");
        logs = folder.subfolder("logs");
        temporary = folder.subfolder("tmp");
    }

    Path folder() {
        return folder;
    }

    Path data() {
        return data;
    }

    Path config() {
        return config;
    }

    Path temporary() {
        return temporary;
    }

    /** Locked by the node for as long as it lives. */
    Path nodeLock() {
        return data.resolve("node.lock");
    }

    /** Names the process of the last start. */
    Path processId() {
        return folder.resolve("pid");
    }

    /** What the server writes to standard output and error. */
    Path output() {
        return logs.resolve("output.log");
    }

    Path log() {
        return logs.resolve("elasticsearch.log");
    }

    /** Elasticsearch writes the addresses that it listens on, one a line, when it does. */
    Path httpAddresses() {
        return logs.resolve("http.ports");
    }

    /** The password of the user {@code elastic}, once it is set. */
    Path password() {
        return folder.resolve("password");
    }

    /** Writes the configuration of the coming start. */
    void prepare(ElasticsearchHome home, EmbeddedElasticsearchSettings settings) {
        try {
            Files.deleteIfExists(httpAddresses());
            copyConfiguration(home.configuration());
            try (InputStream logging =
                    ElasticsearchFiles.class.getResourceAsStream("elasticsearch-log4j2.properties")) {
                Files.copy(logging, config.resolve("log4j2.properties"), StandardCopyOption.REPLACE_EXISTING);
            }
            Path options = Files.createDirectories(config.resolve("jvm.options.d"));
            Files.write(options.resolve("sluice.options"), jvmOptions(settings));
            Files.writeString(config.resolve("elasticsearch.yml"), nodeSettings(home, settings));
        } catch (IOException e) {
            throw new EmbeddedStackException(
                    "configuration of Elasticsearch cannot be written to " + config + " (" + e + ")", e);
        }
    }

    private void copyConfiguration(Path from) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                Path to = config.resolve(name);
                if (ALWAYS_COPIED.contains(name) || !Files.exists(to)) {
                    Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** Small and quick to start: 470 MB resident with a heap of 256 MiB, where the defaults take 800 MB. */
    private List<String> jvmOptions(EmbeddedElasticsearchSettings settings) {
        return List.of(
                "-Xms" + settings.heapMiB() + "m",
                "-Xmx" + settings.heapMiB() + "m",
                "-XX:-UseG1GC",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-HeapDumpOnOutOfMemoryError",
                "-XX:ErrorFile=" + logs.resolve("hs_err_pid%p.log"),
                // The distribution logs each garbage collection.
                "-Xlog:disable",
                "-Xlog:all=warning:stderr:utctime,level,tags");
    }

    private String nodeSettings(ElasticsearchHome home, EmbeddedElasticsearchSettings settings) {
        Map<String, String> all = new TreeMap<>();
        all.put("cluster.name", "sluice");
        all.put("node.name", "sluice");
        all.put("path.logs", logs.toString());
        all.put("network.host", LoopbackSocket.HOST);
        all.put("http.port", Integer.toString(settings.port()));
        all.put("transport.port", "0");
        all.put("node.portsfile", "true");
        all.put("discovery.type", "single-node");
        // On a developer's full disk the watermarks would make all indices read-only, with gigabytes to spare.
        all.put("cluster.routing.allocation.disk.threshold_enabled", "false");
        all.put("xpack.security.autoconfiguration.enabled", "false");
        all.put("xpack.security.enabled", Boolean.toString(settings.security()));
        // Settings of modules that the small distribution does not have are errors there.
        if (home.hasModule("ingest-geoip")) {
            all.put("ingest.geoip.downloader.enabled", "false");
        }
        if (home.hasModule("x-pack-ml")) {
            all.put("xpack.ml.enabled", "false");
        }
        all.putAll(settings.nodeSettings());
        return all.entrySet().stream()
                .map(setting -> setting.getKey() + ": " + quoted(setting.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    /** A YAML single-quoted scalar. */
    private static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
