// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * {@code tools.properties} in a data folder: how the command line reaches the stores and services of the instance that runs there. It holds the key
 * of the S3 server, the password of Elasticsearch and ingest's token for whoever looks at it, and only its owner can read it.
 */
public final class ToolSettings {

    private static final String NAME = "tools.properties";

    private ToolSettings() {}

    static void write(Path data, Map<String, String> settings) throws IOException {
        Properties properties = new Properties();
        properties.putAll(settings);
        StringWriter content = new StringWriter();
        properties.store(content, "How ./sluice reaches stores and services; made anew at each start");
        OwnersFile.write(data.resolve(NAME), content.toString());
    }

    /** What an instance on {@code data} has left; empty where there is none. */
    public static Map<String, String> read(Path data) throws IOException {
        Path file = data.resolve(NAME);
        Map<String, String> settings = new HashMap<>();
        if (Files.exists(file)) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
            properties.forEach((name, value) -> settings.put(name.toString(), value.toString()));
        }
        return settings;
    }
}
