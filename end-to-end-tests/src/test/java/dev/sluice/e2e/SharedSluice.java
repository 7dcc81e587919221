// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import dev.sluice.standalone.Ports;
import dev.sluice.standalone.Standalone;
import dev.sluice.standalone.StandaloneSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** One instance that the tests of a JVM share; each test uses a namespace of its own. */
final class SharedSluice {

    /** Lake files close soon: no test waits for the five minutes of production. */
    static final Map<String, String> QUICK_LAKE =
            Map.of("sluice.sink.s3.file.max-age", "2s", "sluice.sink.s3.format", "ndjson_gz");

    private static SharedSluice instance;

    private final TemporaryFolder folder;
    private final Ports ports;
    private final int syslogPort;
    private final SpanCollector spans;
    private final Standalone standalone;

    private SharedSluice() throws IOException {
        folder = new TemporaryFolder("e2e");
        ports = FreePorts.find();
        syslogPort = FreePorts.one();
        Map<String, String> services = new HashMap<>(QUICK_LAKE);
        services.put("sluice.ingest.syslog.tcp-port", Integer.toString(syslogPort));
        services.put("sluice.ingest.syslog.udp-port", Integer.toString(syslogPort));
        // Only what asks for it is traced.
        spans = new SpanCollector();
        services.put("sluice.tracing.endpoint", spans.endpoint().toString());
        services.put("sluice.tracing.share", "0");
        standalone =
                Standalone.start(StandaloneSettings.of(folder.path(), ports).withServices(services));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            standalone.close();
            spans.close();
            folder.delete();
        }));
    }

    static synchronized SharedSluice get() {
        if (instance == null) {
            try {
                instance = new SharedSluice();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return instance;
    }

    Ingest ingest() {
        return new Ingest(URI.create("http://127.0.0.1:" + ports.ingest()));
    }

    int ingestPort() {
        return ports.ingest();
    }

    /** Of all services. */
    Ports ports() {
        return ports;
    }

    /** Where the services have their metrics, by module. */
    Map<String, URI> metrics() {
        return Map.of(
                "ingest-service", metricsAt(ports.ingestManagement()),
                "parser-service", metricsAt(ports.parser()),
                "sink-service", metricsAt(ports.sink()));
    }

    private static URI metricsAt(int port) {
        return URI.create("http://127.0.0.1:" + port + "/actuator/prometheus");
    }

    /** Over TCP and UDP. */
    int syslogPort() {
        return syslogPort;
    }

    /** Of requests that are traced. */
    SpanCollector spans() {
        return spans;
    }

    Elasticsearch elasticsearch() {
        return Elasticsearch.of(folder.path(), ports);
    }

    /** Its data folder. */
    Path data() {
        return folder.path();
    }

    Lake lake() {
        return lakeIn(folder.path());
    }

    /** The command line, on this instance. */
    Launcher commandLine() {
        return new Launcher(folder.path(), 0, Map.of());
    }

    String kafka() {
        return "127.0.0.1:" + ports.kafka();
    }

    static Lake lakeIn(Path data) {
        return new Lake(data.resolve("s3"));
    }
}
