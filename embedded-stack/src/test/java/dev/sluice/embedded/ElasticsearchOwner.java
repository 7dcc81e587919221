// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Another JVM that owns an Elasticsearch. */
final class ElasticsearchOwner implements AutoCloseable {

    private final OtherJvm jvm;
    private final ProcessHandle launcher;
    private final List<ProcessHandle> elasticsearch;

    private ElasticsearchOwner(OtherJvm jvm) {
        this.jvm = jvm;
        launcher = ProcessHandle.of(Long.parseLong(jvm.report().get(0))).orElseThrow();
        elasticsearch =
                Stream.concat(Stream.of(launcher), launcher.descendants()).toList();
    }

    /** Runs in the other JVM. */
    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedElasticsearch started =
                EmbeddedElasticsearch.start(EmbeddedElasticsearch.home(), Path.of(arguments[0]), 0);
        OtherJvm.reportReady(started.pid(), started.endpoint());
    }

    static ElasticsearchOwner start(Path data) throws IOException {
        return new ElasticsearchOwner(OtherJvm.start(ElasticsearchOwner.class, data.toString()));
    }

    URI endpoint() {
        return URI.create(jvm.report().get(1));
    }

    /** Launcher and server. */
    List<ProcessHandle> elasticsearch() {
        return elasticsearch;
    }

    void kill() throws InterruptedException {
        jvm.kill();
    }

    /** Kills all that the JVM has started but Elasticsearch, then the JVM. */
    void killWithWatchdog() throws InterruptedException {
        jvm.children().stream().filter(child -> child.pid() != launcher.pid()).forEach(ProcessHandle::destroyForcibly);
        jvm.kill();
    }

    @Override
    public void close() {
        jvm.close();
        elasticsearch.forEach(ProcessHandle::destroyForcibly);
    }
}
