// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElasticsearchRequirementsTest {

    @TempDir
    Path folder;

    @Test
    void saysWhereJavaIsMissing() {
        assertThatThrownBy(() -> EmbeddedElasticsearch.requireJava(folder, 25))
                .isInstanceOf(EmbeddedStackException.class)
                .hasMessage("Elasticsearch needs a Java to run on, and there is no bin/java in " + folder
                        + "; install a JDK 25 and set JAVA_HOME to it");
    }

    @Test
    void saysWhichJavaIsTooOld() {
        Path javaHome = Path.of(System.getProperty("java.home"));
        assertThatThrownBy(() -> EmbeddedElasticsearch.requireJava(javaHome, 17))
                .isInstanceOf(EmbeddedStackException.class)
                .hasMessage("Elasticsearch needs Java 21 or newer, and " + javaHome
                        + " is Java 17; install a JDK 25 and set JAVA_HOME to it");
        assertThatCode(() -> EmbeddedElasticsearch.requireJava(javaHome, 25)).doesNotThrowAnyException();
    }

    @Test
    void saysWhereElasticsearchIsMissing() {
        assertThatThrownBy(() -> EmbeddedElasticsearch.start(folder, folder.resolve("data"), 0))
                .isInstanceOf(EmbeddedStackException.class)
                .hasMessageStartingWith("Elasticsearch is not in " + folder);
    }

    @Test
    void refusesAHeapThatIsTooSmall() {
        assertThatThrownBy(() -> EmbeddedElasticsearchSettings.onFreePort().withHeapMiB(64))
                .isInstanceOf(EmbeddedStackException.class)
                .hasMessage("heap of Elasticsearch must be at least 128 MiB, was 64 MiB");
    }

    @Test
    void refusesAPortThatIsNone() {
        assertThatThrownBy(() -> LoopbackSocket.requireFree("Kafka", 70_000))
                .isInstanceOf(EmbeddedStackException.class)
                .hasMessage("port for Kafka must be 1 to 65535, or 0 for any free one, was 70000; choose another with"
                        + " --port-offset");
    }
}
