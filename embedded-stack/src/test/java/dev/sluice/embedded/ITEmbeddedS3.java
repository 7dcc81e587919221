// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

class ITEmbeddedS3 {

    private static final String BUCKET = "lake";
    private static final String KEY = "dataset=apache.access/dt=2017-09-03/part-0.ndjson.gz";

    @TempDir
    Path data;

    @Test
    void keepsObjectsAndCredentialsOverARestart() throws Exception {
        byte[] object = new byte[3 << 20];
        new Random(1).nextBytes(object);
        String secret;
        try (EmbeddedS3 s3 = EmbeddedS3.start(data, 0, BUCKET);
                S3Client client = TestS3Client.of(s3, s3.secretKey())) {
            secret = s3.secretKey();
            client.putObject(put -> put.bucket(BUCKET).key(KEY), RequestBody.fromBytes(object));
            assertThat(s3.objects().resolve(BUCKET).resolve(KEY)).hasBinaryContent(object);
        }
        try (EmbeddedS3 s3 = EmbeddedS3.start(data, 0, BUCKET);
                S3Client client = TestS3Client.of(s3, secret)) {
            assertThat(client.getObjectAsBytes(get -> get.bucket(BUCKET).key(KEY))
                            .asByteArrayUnsafe())
                    .isEqualTo(object);
            assertThat(client.listObjectsV2(list -> list.bucket(BUCKET)).contents())
                    .singleElement()
                    .satisfies(listed -> assertThat(listed.key()).isEqualTo(KEY));
        }
    }

    @Test
    void refusesAWrongKey() {
        try (EmbeddedS3 s3 = EmbeddedS3.start(data, 0, BUCKET);
                S3Client client = TestS3Client.of(s3, "wrong")) {
            assertThatThrownBy(() -> client.putObject(put -> put.bucket(BUCKET).key(KEY), RequestBody.fromString("x")))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            refused -> assertThat(refused.statusCode()).isEqualTo(403));
            assertThat(s3.objects().resolve(BUCKET)).isEmptyDirectory();
        }
    }

    @Test
    void makesABucketOnceAndRefusesOddNames() {
        try (EmbeddedS3 s3 = EmbeddedS3.start(data, 0);
                S3Client client = TestS3Client.of(s3, s3.secretKey())) {
            s3.createBucket("one");
            s3.createBucket("one");
            assertThat(client.listBuckets().buckets())
                    .singleElement()
                    .satisfies(bucket -> assertThat(bucket.name()).isEqualTo("one"));
            for (String name : new String[] {"..", "a/b", "Upper", "ab", "x..y"}) {
                assertThatThrownBy(() -> s3.createBucket(name))
                        .isInstanceOf(EmbeddedStackException.class)
                        .hasMessageContaining("'" + name + "'");
            }
        }
    }

    @Test
    void keepsTheSecretToItsOwner() throws Exception {
        EmbeddedS3.start(data, 0).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("credentials.properties"))))
                .isEqualTo("rw-------");
        assertThat(S3Credentials.in(data.resolve("credentials.properties")).toString())
                .doesNotContain(
                        S3Credentials.in(data.resolve("credentials.properties")).secretKey());
    }

    @Test
    void saysWhichPortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> EmbeddedS3.start(data, port))
                    .isInstanceOf(EmbeddedStackException.class)
                    .hasMessage("port " + port + " for S3 is in use; choose another with --port-offset");
        }
    }

    @Test
    void saysWhichFolderIsInUse() {
        try (EmbeddedS3 first = EmbeddedS3.start(data, 0)) {
            assertThat(first.endpoint().getHost()).isEqualTo("127.0.0.1");
            assertThatThrownBy(() -> EmbeddedS3.start(data, 0))
                    .isInstanceOf(EmbeddedStackException.class)
                    .hasMessageStartingWith("data folder " + data + " for S3 is in use");
        }
    }
}
