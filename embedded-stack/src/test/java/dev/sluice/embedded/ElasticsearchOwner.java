// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Another JVM that owns an Elasticsearch, to be killed. */
final class ElasticsearchOwner implements AutoCloseable {

    private final Process jvm;
    private final URI endpoint;
    private final ProcessHandle launcher;

    private ElasticsearchOwner(Process jvm, URI endpoint, ProcessHandle launcher) {
        this.jvm = jvm;
        this.endpoint = endpoint;
        this.launcher = launcher;
    }

    /** Runs in the other JVM. */
    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedElasticsearch elasticsearch =
                EmbeddedElasticsearch.start(EmbeddedElasticsearch.home(), Path.of(arguments[0]), 0);
        System.out.println("ready " + elasticsearch.pid() + " " + elasticsearch.endpoint());
        Thread.currentThread().join();
    }

    static ElasticsearchOwner start(Path data) throws IOException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-D" + ElasticsearchHome.PROPERTY + "=" + EmbeddedElasticsearch.home(),
                        ElasticsearchOwner.class.getName(),
                        data.toString())
                .redirectErrorStream(true)
                .start();
        BufferedReader output = jvm.inputReader();
        String line = output.readLine();
        while (line != null && !line.startsWith("ready ")) {
            line = output.readLine();
        }
        assertThat(line).as("the other JVM started Elasticsearch").isNotNull();
        String[] words = line.split(" ");
        return new ElasticsearchOwner(
                jvm,
                URI.create(words[2]),
                ProcessHandle.of(Long.parseLong(words[1])).orElseThrow());
    }

    URI endpoint() {
        return endpoint;
    }

    /** Launcher and server. */
    List<ProcessHandle> elasticsearch() {
        return Stream.concat(Stream.of(launcher), launcher.descendants()).toList();
    }

    /** SIGKILL for the JVM only. */
    void kill() throws InterruptedException {
        jvm.destroyForcibly().waitFor();
    }

    /** SIGKILL for all that the JVM has started but Elasticsearch, then for itself. */
    void killWithLeash() throws InterruptedException {
        jvm.children().filter(child -> child.pid() != launcher.pid()).forEach(ProcessHandle::destroyForcibly);
        kill();
    }

    @Override
    public void close() {
        List<ProcessHandle> all = elasticsearch();
        jvm.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
