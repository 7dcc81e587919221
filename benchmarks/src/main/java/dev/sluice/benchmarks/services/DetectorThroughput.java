// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.services;

import dev.sluice.benchmarks.Corpus;
import dev.sluice.detector.DetectorService;
import dev.sluice.detector.stream.DetectorTopology;
import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.embedded.EmbeddedKafkaSettings;
import dev.sluice.model.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The detector with some numbers of rules, beside Kafka Streams that copies the same events and Kafka Streams that only reads them: events a
 * second of each one's own processor time. Each is a process with a broker of its own, and has its turn round by round: it is suspended while its
 * topic is filled, and the time is taken from there to the commit of the last event. Brokers run in this process and do not count.
 *
 * <p>Arguments: events a round, rounds (the first two warm the JVMs up and do not count), who takes part ({@code copy,read,10,100,1000}: the
 * numbers are of rules), then options of all JVMs.
 */
public final class DetectorThroughput {

    private static final String STREAM = "logs-apache.access-default";

    private DetectorThroughput() {}

    public static void main(String[] arguments) throws Exception {
        long events = arguments.length > 0 ? Long.parseLong(arguments[0]) : 400_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 9;
        String who = arguments.length > 2 ? arguments[2] : "copy,read,10,100,1000";
        List<String> jvm = new ArrayList<>(List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
        jvm.addAll(Arrays.asList(arguments).subList(Math.min(3, arguments.length), arguments.length));
        Path folder = Files.createTempDirectory("detector-throughput");
        List<MeasuredService> services = new ArrayList<>();
        try {
            for (String name : who.split(",")) {
                services.add(
                        Character.isDigit(name.charAt(0))
                                ? detector(Integer.parseInt(name), jvm, folder)
                                : streams(name, jvm, folder));
            }
            ParsedEvents traffic = new ParsedEvents(DetectorRules.lines(Corpus.combined()));
            MeasuredService.byTurns(services, rounds, brokers -> traffic.fill(brokers, STREAM, events));
            MeasuredService.print(services);
        } finally {
            services.forEach(MeasuredService::close);
            Folders.delete(folder);
        }
    }

    private static MeasuredService streams(String what, List<String> jvm, Path folder) throws Exception {
        EmbeddedKafka kafka = kafka(folder.resolve("kafka-" + what));
        Admin admin = admin(kafka);
        admin.createTopics(List.of(new NewTopic(BareStreams.COPIES, ParsedEvents.PARTITIONS, (short) 1)))
                .all()
                .get();
        ServiceProcess process = ServiceProcess.start(
                BareStreams.class,
                jvm,
                List.of(
                        kafka.bootstrapServers(),
                        what,
                        folder.resolve("state-" + what).toString()),
                folder.resolve(what + ".log"));
        return MeasuredService.of("Streams, " + what, kafka, admin, process, BareStreams.GROUP, Topics.PARSED);
    }

    private static MeasuredService detector(int rules, List<String> jvm, Path folder) throws Exception {
        Path ruleFolder = folder.resolve("rules-" + rules);
        DetectorRules.write(ruleFolder, rules);
        EmbeddedKafka kafka = kafka(folder.resolve("kafka-" + rules));
        Admin admin = admin(kafka);
        ServiceProcess process = ServiceProcess.start(
                DetectorService.class,
                jvm,
                List.of(
                        "--server.port=0",
                        "--management.server.port=-1",
                        "--sluice.detector.rules=" + ruleFolder,
                        "--sluice.detector.state=" + folder.resolve("state-" + rules),
                        // A machine that is busy is to slow both down, and to end no transaction.
                        "--spring.kafka.streams.properties.producer.transaction.timeout.ms="
                                + BareStreams.TRANSACTION_MS,
                        "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers()),
                folder.resolve("detector-" + rules + ".log"));
        return MeasuredService.of(
                "detector, " + rules + " rules", kafka, admin, process, DetectorTopology.APPLICATION_ID, Topics.PARSED);
    }

    private static EmbeddedKafka kafka(Path folder) {
        return EmbeddedKafka.start(folder, EmbeddedKafkaSettings.onFreePort());
    }

    private static Admin admin(EmbeddedKafka kafka) throws Exception {
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        ParsedEvents.createTopic(admin);
        return admin;
    }
}
