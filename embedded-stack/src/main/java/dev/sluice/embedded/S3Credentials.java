// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The key pair of the S3 server: made at random once, then kept in a file that only its owner can read. */
record S3Credentials(String accessKey, String secretKey) {

    private static final String ACCESS_KEY = "accessKey";
    private static final String SECRET_KEY = "secretKey";

    static S3Credentials in(Path file) {
        try {
            if (!Files.exists(file)) {
                write(file);
            }
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
            S3Credentials credentials =
                    new S3Credentials(properties.getProperty(ACCESS_KEY), properties.getProperty(SECRET_KEY));
            if (credentials.accessKey == null || credentials.secretKey == null) {
                throw new EmbeddedStackException("file " + file + " must hold " + ACCESS_KEY + " and " + SECRET_KEY
                        + "; remove it, and new ones are made at the next start");
            }
            return credentials;
        } catch (IOException e) {
            throw new EmbeddedStackException(
                    "credentials of the S3 server cannot be kept in " + file + " (" + e + ")", e);
        }
    }

    /** Never prints the secret. */
    @Override
    public String toString() {
        return "S3Credentials[accessKey=" + accessKey + "]";
    }

    private static void write(Path file) throws IOException {
        Properties properties = new Properties();
        properties.put(ACCESS_KEY, "sluice-" + Secrets.random(6));
        properties.put(SECRET_KEY, Secrets.random(30));
        StringWriter text = new StringWriter();
        properties.store(text, "S3 server of Sluice");
        Secrets.keep(file, text.toString());
    }
}
