// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A real Elasticsearch, one node as a child process, on 127.0.0.1 only, with the Java that runs us.
 *
 * <p>It can be started by root too. It does not outlive this JVM, not even one that was killed, and it ignores the terminal's Ctrl-C: it
 * stops when it is closed. The Maven distribution is the real server without most modules: no {@code GET /}, ingest pipelines, ES|QL, scripts
 * or index life cycle.
 */
public final class EmbeddedElasticsearch implements AutoCloseable {

    /** Who requests are from when security is on; may do everything. */
    public static final String USER = "elastic";

    private static final String NAME = "Elasticsearch";
    private static final int MIN_JAVA = 21;
    private static final Duration POLL = Duration.ofMillis(100);

    private final LockedDataFolder data;
    private final ElasticsearchProcess process;
    private final URI endpoint;
    private final Optional<String> password;

    private EmbeddedElasticsearch(
            LockedDataFolder data, ElasticsearchProcess process, URI endpoint, Optional<String> password) {
        this.data = data;
        this.process = process;
        this.endpoint = endpoint;
        this.password = password;
    }

    /**
     * The unpacked distribution that the system property {@code sluice.elasticsearch.home} names; Maven sets it for tests.
     *
     * @throws EmbeddedStackException if it is not set, or there is no Elasticsearch
     */
    public static Path home() {
        return ElasticsearchHome.fromSystemProperty();
    }

    /**
     * Starts a node with security off and returns when it is ready and has its indices open.
     *
     * @param home the unpacked distribution, only read
     * @param data its folder, made if there is none
     * @param port 0 for any free port
     * @throws EmbeddedStackException if the port or the folder is in use, or the node does not start; its last output is in the message
     */
    public static EmbeddedElasticsearch start(Path home, Path data, int port) {
        return start(home, data, EmbeddedElasticsearchSettings.onPort(port));
    }

    /** As {@link #start(Path, Path, int)}, with security, another heap or settings of its own. */
    public static EmbeddedElasticsearch start(Path home, Path data, EmbeddedElasticsearchSettings settings) {
        Objects.requireNonNull(data, "data");
        ElasticsearchHome distribution = new ElasticsearchHome(home);
        requireJava(Path.of(System.getProperty("java.home")), Runtime.version().feature());
        LockedDataFolder folder = LockedDataFolder.lock(NAME, data);
        try {
            ElasticsearchFiles files = new ElasticsearchFiles(folder);
            OrphanedElasticsearch.remove(files);
            LoopbackSocket.requireFree(NAME, settings.port());
            files.prepare(distribution, settings);
            Optional<String> password =
                    settings.security() ? Optional.of(ElasticsearchPassword.in(distribution, files)) : Optional.empty();
            ElasticsearchProcess process = ElasticsearchProcess.start(distribution, files);
            try {
                URI endpoint = awaitReady(process, files, settings, password);
                return new EmbeddedElasticsearch(folder, process, endpoint, password);
            } catch (RuntimeException e) {
                process.close();
                throw e;
            }
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Where clients connect to: {@code http://127.0.0.1:PORT}, or {@code https} if the settings switch TLS on. */
    public URI endpoint() {
        return endpoint;
    }

    /** Of {@link #USER}, if security is on. Not for logs. */
    public Optional<String> password() {
        return password;
    }

    /** Whether the child process is running. */
    public boolean alive() {
        return process.alive();
    }

    /** The child's process id. */
    public long pid() {
        return process.pid();
    }

    /** Completes when the child process has ended, closed or not, with its exit status. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit();
    }

    /** How the child process ended, in one sentence with its last output; to be asked after {@link #onExit()}. */
    public String exitReport() {
        return "Elasticsearch at " + endpoint + " " + process.exitReport();
    }

    /** Stops the node; returns when its process is gone. That is killed if it takes longer than 20 s. */
    @Override
    public void close() {
        try (data) {
            process.close();
        }
    }

    static void requireJava(Path javaHome, int version) {
        if (!Files.isExecutable(javaHome.resolve("bin/java"))) {
            throw new EmbeddedStackException("Elasticsearch needs a Java to run on, and there is no bin/java in "
                    + javaHome + "; install a JDK 25 and set JAVA_HOME to it");
        }
        if (version < MIN_JAVA) {
            throw new EmbeddedStackException("Elasticsearch needs Java " + MIN_JAVA + " or newer, and " + javaHome
                    + " is Java " + version + "; install a JDK 25 and set JAVA_HOME to it");
        }
    }

    private static URI awaitReady(
            ElasticsearchProcess process,
            ElasticsearchFiles files,
            EmbeddedElasticsearchSettings settings,
            Optional<String> password) {
        long deadline = System.nanoTime() + settings.startTimeout().toNanos();
        try {
            while (System.nanoTime() < deadline) {
                if (process.endsWithin(POLL)) {
                    throw new EmbeddedStackException("Elasticsearch did not start: it " + process.exitReport());
                }
                Optional<URI> endpoint = endpoint(files, settings);
                if (endpoint.isPresent() && new ElasticsearchHealth(endpoint.get(), password).isReady()) {
                    return endpoint.get();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedStackException("interrupted while Elasticsearch was starting", e);
        }
        throw new EmbeddedStackException("Elasticsearch was not ready after "
                + settings.startTimeout().toSeconds() + " s; its log is " + files.log());
    }

    private static Optional<URI> endpoint(ElasticsearchFiles files, EmbeddedElasticsearchSettings settings) {
        if (!Files.exists(files.httpAddresses())) {
            return Optional.empty();
        }
        try {
            List<String> addresses = Files.readAllLines(files.httpAddresses());
            String scheme = settings.tls() ? "https://" : "http://";
            return addresses.stream().findFirst().map(address -> URI.create(scheme + address));
        } catch (IOException e) {
            throw new EmbeddedStackException("address of Elasticsearch cannot be read (" + e + ")", e);
        }
    }
}
