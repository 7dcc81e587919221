// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets of AWS access keys, a line {@code ACCESSKEYID=SECRET} each. Signature V4 is an HMAC, so that who checks it has to know the secret
 * itself, where a token's hash would do: hence a file of its own, which must not be open to everybody. Read again when it changes, at most once a
 * second; a changed file that is not as it should be changes nothing.
 */
final class AwsSecrets {

    private static final Logger log = LoggerFactory.getLogger(AwsSecrets.class);
    private static final long READ_EVERY = Duration.ofSeconds(1).toNanos();
    private static final Pattern SECRET = Pattern.compile("[\\x21-\\x7e]{20,128}");

    /** AWS's own are 20 characters long, up to 128 are allowed. */
    static final Pattern ACCESS_KEY = Pattern.compile("[A-Za-z0-9_]{16,128}");

    private final Path file;
    private final LongSupplier nanoClock;
    private final AtomicLong readAt;
    private volatile Map<String, String> secrets;
    private byte[] content;
    private String problem;

    /** @throws RuntimeException if the file cannot be read or is not as it should be; the message never holds a secret */
    AwsSecrets(Path file, LongSupplier nanoClock) {
        this.file = file;
        this.nanoClock = nanoClock;
        readAt = new AtomicLong(nanoClock.getAsLong());
        try {
            content = read();
            secrets = parse(content);
        } catch (IOException e) {
            throw new UncheckedIOException("sluice.ingest.aws-secrets-file " + file + " cannot be read", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("sluice.ingest.aws-secrets-file " + file + ": " + e.getMessage(), e);
        }
    }

    Optional<String> of(String accessKey) {
        long last = readAt.get();
        long now = nanoClock.getAsLong();
        if (now - last >= READ_EVERY && readAt.compareAndSet(last, now)) {
            take();
        }
        return Optional.ofNullable(secrets.get(accessKey));
    }

    private synchronized void take() {
        try {
            byte[] next = read();
            if (!Arrays.equals(next, content)) {
                secrets = parse(next);
                content = next;
                log.info("Read {} secrets of access keys from {}", secrets.size(), file);
            }
            problem = null;
        } catch (IOException | IllegalArgumentException e) {
            if (!e.toString().equals(problem)) {
                log.error("{} does not count, and the secrets stay as they were: {}", file, e.getMessage());
            }
            problem = e.toString();
        }
    }

    private byte[] read() throws IOException {
        requirePrivate();
        return Files.readAllBytes(file);
    }

    /** A group may read it: that is how Kubernetes hands a secret to a process that is not root. */
    private void requirePrivate() throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        if (permissions.contains(PosixFilePermission.OTHERS_READ)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IllegalArgumentException("it is open to every user of this machine; chmod o-rwx " + file);
        }
    }

    private static Map<String, String> parse(byte[] content) throws IOException {
        Properties lines = new Properties();
        lines.load(new StringReader(new String(content, StandardCharsets.UTF_8)));
        Map<String, String> secrets = new HashMap<>();
        for (String key : lines.stringPropertyNames()) {
            if (!ACCESS_KEY.matcher(key).matches()) {
                throw new IllegalArgumentException(
                        "an access key's id is 16 to 128 of A-Z a-z 0-9 _, was '" + key + "'");
            }
            String secret = lines.getProperty(key).strip();
            if (!SECRET.matcher(secret).matches()) {
                throw new IllegalArgumentException(
                        "the secret of " + key + " must be 20 to 128 visible ASCII characters");
            }
            secrets.put(key, secret);
        }
        return Map.copyOf(secrets);
    }
}
