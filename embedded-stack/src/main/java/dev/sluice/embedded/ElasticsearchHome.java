// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.nio.file.Files;
import java.nio.file.Path;

/** An unpacked distribution of Elasticsearch. It is only read: configuration, data and logs are in the data folder. */
record ElasticsearchHome(Path path) {

    static final String PROPERTY = "sluice.elasticsearch.home";

    /** @throws EmbeddedStackException if it does not hold Elasticsearch */
    ElasticsearchHome {
        path = path.toAbsolutePath().normalize();
        if (!Files.isExecutable(path.resolve("bin/elasticsearch"))) {
            throw new EmbeddedStackException("Elasticsearch is not in " + path
                    + ": there is no bin/elasticsearch; unpack it there with 'mvn package -pl embedded-stack'");
        }
    }

    /** @throws EmbeddedStackException if the system property is not set */
    static Path fromSystemProperty() {
        String value = System.getProperty(PROPERTY);
        if (value == null || value.isBlank()) {
            throw new EmbeddedStackException("system property " + PROPERTY
                    + " is not set; ./sluice and Maven set it, elsewhere pass -D" + PROPERTY
                    + "=FOLDER with the unpacked Elasticsearch");
        }
        return new ElasticsearchHome(Path.of(value)).path();
    }

    Path server() {
        return path.resolve("bin/elasticsearch");
    }

    Path keystoreTool() {
        return path.resolve("bin/elasticsearch-keystore");
    }

    Path configuration() {
        return path.resolve("config");
    }

    boolean hasModule(String name) {
        return Files.isDirectory(path.resolve("modules").resolve(name));
    }
}
