// SPDX-License-Identifier: Apache-2.0
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.google.common.util.concurrent.ListenableFuture;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.kinesis.producer.KinesisProducer;
import software.amazon.kinesis.producer.KinesisProducerConfiguration;
import software.amazon.kinesis.producer.UserRecordResult;

/** Sends {@code line 0}, {@code line 1} and so on: PORT STREAM COUNT KEY SECRET FOLDER. Ends badly if a record was not taken. */
final class ProducerLibraryRun {

    private static final int HOSTS = 10;

    private ProducerLibraryRun() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        int count = Integer.parseInt(arguments[2]);
        KinesisProducer producer = new KinesisProducer(new KinesisProducerConfiguration()
                .setKinesisEndpoint("127.0.0.1")
                .setKinesisPort(port)
                .setStsEndpoint("127.0.0.1")
                .setStsPort(port)
                .setVerifyCertificate(false)
                .setRegion("us-east-1")
                .setMetricsLevel("none")
                .setTempDirectory(arguments[5])
                .setCredentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(arguments[3], arguments[4]))));
        try {
            // The first go one by one, until the producer knows the shards.
            put(producer, arguments[1], 0, HOSTS);
            put(producer, arguments[1], HOSTS, count);
        } finally {
            producer.destroy();
        }
        System.exit(0);
    }

    private static void put(KinesisProducer producer, String stream, int from, int to) throws Exception {
        List<ListenableFuture<UserRecordResult>> results = new ArrayList<>();
        for (int i = from; i < to; i++) {
            results.add(producer.addUserRecord(
                    stream, "host-" + i % HOSTS, ByteBuffer.wrap(("line " + i).getBytes(UTF_8))));
        }
        producer.flush();
        for (ListenableFuture<UserRecordResult> result : results) {
            result.get(120, SECONDS);
        }
    }
}
