// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may send.
 *
 * @param auth whether tokens are asked for
 * @param tokensFile YAML file with the tokens; read again when it changes
 * @param awsSecretsFile file with a line {@code ACCESSKEYID=SECRET} for each AWS access key that a token names; read again when it changes, and
 *     must not be open to other users of the machine
 * @param viewToken of who may look at metrics and at health in detail, such as the console, besides the tokens of the file with those roles; at least
 *     16 characters
 * @param allowedHosts names of hosts, without ports, by which the service is called and whose pages may call it. Without any, a service on
 *     loopback is called localhost, and another one may be called anything
 */
@ConfigurationProperties("sluice.ingest")
public record AccessSettings(
        @DefaultValue("auto") Auth auth,
        Path tokensFile,
        Path awsSecretsFile,
        String viewToken,
        @DefaultValue List<String> allowedHosts) {

    private static final int SHORTEST_TOKEN = 16;

    /** Whether tokens are asked for. */
    public enum Auth {
        /** If there is a tokens file. Without one, the service listens on loopback only, or does not start. */
        AUTO,
        /** Never: whoever reaches the port may send. */
        NONE
    }

    public AccessSettings {
        allowedHosts = List.copyOf(allowedHosts);
        if (auth == Auth.NONE && tokensFile != null) {
            throw new IllegalArgumentException(
                    "sluice.ingest.auth=none and sluice.ingest.tokens-file contradict each other; remove one of them");
        }
        if (awsSecretsFile != null && tokensFile == null) {
            throw new IllegalArgumentException(
                    "sluice.ingest.aws-secrets-file needs sluice.ingest.tokens-file, which names the access keys");
        }
        if (viewToken != null && viewToken.length() < SHORTEST_TOKEN) {
            throw new IllegalArgumentException(
                    "sluice.ingest.view-token must have at least " + SHORTEST_TOKEN + " characters, and has fewer");
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "AccessSettings[auth=" + auth + ", tokensFile=" + tokensFile + ", awsSecretsFile=" + awsSecretsFile
                + ", allowedHosts=" + allowedHosts + "]";
    }
}
