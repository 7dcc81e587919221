// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
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
        properties.put(ACCESS_KEY, "sluice-" + random(6));
        properties.put(SECRET_KEY, random(30));
        Path temporary = Files.createTempFile(
                file.getParent(),
                "credentials",
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (Writer writer = Files.newBufferedWriter(temporary)) {
            properties.store(writer, "S3 server of Sluice");
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
