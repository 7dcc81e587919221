// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.services;

import dev.sluice.benchmarks.OptionsBenchmark;
import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.embedded.EmbeddedKafkaSettings;
import dev.sluice.model.Topics;
import dev.sluice.parser.ParserService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * What rules cost of the whole parser service, from chunks on Kafka to events on Kafka: without rules, with one by {@code url.path} and with the ten
 * of {@link OptionsBenchmark}, by turns on the same combined lines. The service without rules is there twice, which shows what one figure differs
 * from the next without a reason. Brokers run in this process and do not count.
 *
 * <p>Arguments: times that the corpus is read a round (default 20), rounds (default 9, of which two warm the JVMs up and do not count), then
 * options of all JVMs.
 */
public final class RulesThroughput {

    private RulesThroughput() {}

    public static void main(String[] arguments) throws Exception {
        int times = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 9;
        List<String> jvm = new ArrayList<>(List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
        jvm.addAll(Arrays.asList(arguments).subList(Math.min(2, arguments.length), arguments.length));
        Path folder = Files.createTempDirectory("rules-throughput");
        List<MeasuredService> services = new ArrayList<>();
        try {
            for (String with : List.of("nothing", "rule-by-path", "ten-rules", "nothing again")) {
                services.add(parser(with, jvm, Files.createDirectory(folder.resolve(with))));
            }
            List<byte[]> chunks = ParserThroughput.chunks();
            MeasuredService.byTurns(services, rounds, brokers -> ParserThroughput.fill(brokers, chunks, times));
            MeasuredService.print(services);
        } finally {
            services.forEach(MeasuredService::close);
            Folders.delete(folder);
        }
    }

    private static MeasuredService parser(String with, List<String> jvm, Path folder) throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), EmbeddedKafkaSettings.onFreePort());
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        ParserThroughput.createTopics(admin);
        List<String> settings = new ArrayList<>(ParserThroughput.settings(kafka.bootstrapServers()));
        String rules = OptionsBenchmark.rules(with);
        if (!rules.isEmpty()) {
            settings.add("--sluice.parser.rule-files=" + Files.writeString(folder.resolve("rules.yaml"), rules));
            settings.add("--sluice.parser.hash-key=" + OptionsBenchmark.HASH_KEY);
        }
        ServiceProcess process =
                ServiceProcess.start(ParserService.class, jvm, settings, folder.resolve("service.log"));
        return MeasuredService.of(with, kafka, admin, process, ParserService.GROUP, Topics.RAW);
    }
}
