// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.env.Environment;

/**
 * By what the console and the command line may look at ingest's metrics and health where it asks for tokens: a token that is made anew at each start,
 * unless the environment has one. The command line finds it in {@link ToolSettings}.
 */
public final class IngestViewToken {

    private static final String NAME = "sluice.ingest.view-token";
    private static final int BYTES = 32;

    private IngestViewToken() {}

    /** The setting of an ingest that has no other. */
    static Map<String, Object> random() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return Map.of(NAME, HexFormat.of().formatHex(secret));
    }

    /** What the ingest with these settings was started with. */
    static String of(Environment ingest) {
        return ingest.getRequiredProperty(NAME);
    }

    /** For the command line. */
    static Map<String, String> toolSetting(String token) {
        return Map.of(NAME, token);
    }

    /** The value of the header {@code Authorization} for the instance that runs on {@code data}; empty where none has left it. */
    public static Optional<String> authorization(Path data) throws IOException {
        return read(data).map(token -> "Bearer " + token);
    }

    /** That of the instance that runs on {@code data}; empty where none has left it. */
    public static Optional<String> read(Path data) throws IOException {
        return Optional.ofNullable(ToolSettings.read(data).get(NAME));
    }
}
