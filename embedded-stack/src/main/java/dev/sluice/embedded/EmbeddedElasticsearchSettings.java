// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How Elasticsearch is started.
 *
 * @param port the HTTP port, 0 for any free one; the transport port is always a free one
 * @param heapMiB the heap in MiB, at least {@value #MIN_HEAP_MIB}
 * @param security whether every request must name a user; there is one at first, {@code elastic}, whose password is made at random at the first
 *     start with security and kept in the data folder
 * @param startTimeout how long it may take until it is ready
 * @param nodeSettings settings of {@code elasticsearch.yml} that come on top of ours and win over them; relative paths start in {@code config}
 *     of the data folder
 */
public record EmbeddedElasticsearchSettings(
        int port, int heapMiB, boolean security, Duration startTimeout, Map<String, String> nodeSettings) {

    /** Enough for a few million log lines on one machine. */
    public static final int DEFAULT_HEAP_MIB = 256;

    /** Ample, for busy machines: a start that fails is noticed at once and not by this. */
    private static final Duration DEFAULT_START_TIMEOUT = Duration.ofMinutes(5);

    static final int MIN_HEAP_MIB = 128;

    public EmbeddedElasticsearchSettings {
        Objects.requireNonNull(startTimeout, "startTimeout");
        nodeSettings = Map.copyOf(Objects.requireNonNull(nodeSettings, "nodeSettings"));
        if (heapMiB < MIN_HEAP_MIB) {
            throw new EmbeddedStackException(
                    "heap of Elasticsearch must be at least " + MIN_HEAP_MIB + " MiB, was " + heapMiB + " MiB");
        }
    }

    /** Security off, a small heap. */
    public static EmbeddedElasticsearchSettings onPort(int port) {
        return new EmbeddedElasticsearchSettings(port, DEFAULT_HEAP_MIB, false, DEFAULT_START_TIMEOUT, Map.of());
    }

    public static EmbeddedElasticsearchSettings onFreePort() {
        return onPort(0);
    }

    EmbeddedElasticsearchSettings withPort(int newPort) {
        return new EmbeddedElasticsearchSettings(newPort, heapMiB, security, startTimeout, nodeSettings);
    }

    public EmbeddedElasticsearchSettings withHeapMiB(int heap) {
        return new EmbeddedElasticsearchSettings(port, heap, security, startTimeout, nodeSettings);
    }

    public EmbeddedElasticsearchSettings withSecurity() {
        return new EmbeddedElasticsearchSettings(port, heapMiB, true, startTimeout, nodeSettings);
    }

    public EmbeddedElasticsearchSettings withStartTimeout(Duration timeout) {
        return new EmbeddedElasticsearchSettings(port, heapMiB, security, timeout, nodeSettings);
    }

    /** These settings and one more of {@code elasticsearch.yml}. */
    public EmbeddedElasticsearchSettings withNodeSetting(String name, String value) {
        Map<String, String> more = new HashMap<>(nodeSettings);
        more.put(name, value);
        return new EmbeddedElasticsearchSettings(port, heapMiB, security, startTimeout, more);
    }

    boolean tls() {
        return Boolean.parseBoolean(nodeSettings.get("xpack.security.http.ssl.enabled"));
    }
}
