// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * An S3 server in this JVM (<a href="https://github.com/gaul/s3proxy">S3Proxy</a>), on 127.0.0.1 only.
 *
 * <p>An object is a plain file, {@code objects/{bucket}/{key}} in the data folder, so any tool can read the lake. Requests must be signed with
 * {@link #accessKey()} and {@link #secretKey()}; clients use path style and any region. Put, get, range, list, multipart and {@code
 * If-None-Match: *} work; life cycles and versions do not (501).
 */
public final class EmbeddedS3 implements AutoCloseable {

    private static final String NAME = "S3";

    /** <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">Bucket naming rules</a>, the main ones. */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    private static final int MAX_THREADS = 32;

    private final LockedDataFolder data;
    private final Path objects;
    private final S3Credentials credentials;
    private final S3Proxy server;
    private final URI endpoint;

    private EmbeddedS3(LockedDataFolder data, Path objects, S3Credentials credentials, S3Proxy server) {
        this.data = data;
        this.objects = objects;
        this.credentials = credentials;
        this.server = server;
        endpoint = URI.create("http://" + LoopbackSocket.HOST + ":" + server.getPort());
    }

    /**
     * Starts a server and returns when it takes requests.
     *
     * @param data its folder, made if there is none
     * @param port 0 for any free port
     * @param buckets made if there are none
     * @throws EmbeddedStackException if the port or the folder is in use, or the server does not start
     */
    public static EmbeddedS3 start(Path data, int port, String... buckets) {
        Objects.requireNonNull(data, "data");
        LockedDataFolder folder = LockedDataFolder.lock(NAME, data);
        try {
            LoopbackSocket.requireFree(NAME, port);
            Path objects = folder.subfolder("objects");
            S3Credentials credentials = S3Credentials.in(folder.path().resolve("credentials.properties"));
            for (String bucket : buckets) {
                createBucket(objects, bucket);
            }
            return new EmbeddedS3(folder, objects, credentials, startServer(objects, port, credentials));
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Where clients connect to: {@code http://127.0.0.1:PORT}. */
    public URI endpoint() {
        return endpoint;
    }

    /** Made at random at the first start, then kept in the data folder. */
    public String accessKey() {
        return credentials.accessKey();
    }

    /** Made at random at the first start, then kept in the data folder. Not for logs. */
    public String secretKey() {
        return credentials.secretKey();
    }

    /** The folder whose folders are the buckets. */
    public Path objects() {
        return objects;
    }

    /**
     * Makes a bucket; one that is there stays as it is.
     *
     * @throws EmbeddedStackException if it is not a bucket name
     */
    public void createBucket(String name) {
        createBucket(objects, name);
    }

    /** Stops the server; returns when its port and its folder are free. */
    @Override
    public void close() {
        try (data) {
            server.stop();
        } catch (Exception e) {
            throw new EmbeddedStackException("S3 server at " + endpoint + " did not stop (" + e + ")", e);
        }
    }

    private static void createBucket(Path objects, String name) {
        if (!BUCKET.matcher(name).matches() || name.contains("..")) {
            throw new EmbeddedStackException(
                    "a bucket is named with 3 to 63 of a-z 0-9 . - and starts and ends with a letter or"
                            + " digit, not '" + name + "'");
        }
        try {
            // To S3Proxy's file store a folder is a bucket.
            Files.createDirectories(objects.resolve(name));
        } catch (IOException e) {
            throw new EmbeddedStackException("bucket " + name + " cannot be made in " + objects + " (" + e + ")", e);
        }
    }

    private static S3Proxy startServer(Path objects, int port, S3Credentials credentials) {
        S3Proxy server = S3Proxy.builder()
                .endpoint(URI.create("http://" + LoopbackSocket.HOST + ":" + port))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, credentials.accessKey(), credentials.secretKey())
                .blobStore(new FilesystemNio2BlobStore(objects.toString()))
                .jettyMaxThreads(MAX_THREADS)
                .build();
        try {
            server.start();
            return server;
        } catch (Exception e) {
            stopQuietly(server, e);
            if (e instanceof BindException || e.getCause() instanceof BindException) {
                // Somebody took the port after we had looked.
                throw new EmbeddedStackException(
                        "port " + port + " for " + NAME + " is in use; choose another with --port-offset", e);
            }
            throw new EmbeddedStackException("S3 server on port " + port + " did not start: " + e, e);
        }
    }

    private static void stopQuietly(S3Proxy server, Exception cause) {
        try {
            server.stop();
        } catch (Exception e) {
            cause.addSuppressed(e);
        }
    }
}
