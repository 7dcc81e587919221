// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.nio.file.Path;

/** Another JVM that owns a broker and has written to it. */
final class KafkaOwner {

    private KafkaOwner() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(arguments[0]), 0);
        TestTopic topic = new TestTopic(kafka);
        topic.create();
        topic.produceInTransaction("one", "two");
        topic.consume(1);
        OtherJvm.reportReady(kafka.port());
    }
}
