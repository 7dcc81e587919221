// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may send.
 *
 * @param auth whether tokens are asked for
 * @param tokensFile YAML file with the tokens; looked at again when it changes
 */
@ConfigurationProperties("sluice.ingest")
public record AccessSettings(@DefaultValue("auto") Auth auth, Path tokensFile) {

    /** Whether tokens are asked for. */
    public enum Auth {
        /** If there is a tokens file. Without one, the service listens on loopback only, or does not start. */
        AUTO,
        /** Never: whoever reaches the port may send. */
        NONE
    }

    public AccessSettings {
        if (auth == Auth.NONE && tokensFile != null) {
            throw new IllegalArgumentException(
                    "sluice.ingest.auth=none and sluice.ingest.tokens-file contradict each other; remove one of them");
        }
    }
}
