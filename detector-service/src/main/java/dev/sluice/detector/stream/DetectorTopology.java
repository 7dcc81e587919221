// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import dev.sluice.detector.detection.Detections;
import dev.sluice.detector.settings.DetectorSettings;
import dev.sluice.model.Topics;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * {@code logs.parsed} and all dead letters → signals → (repartitioned by what is counted by) → windows → {@code logs.alerts}; and
 * {@code logs.parsed} → {@link UncommittedTraffic} → (repartitioned by minute and data stream) → traffic → {@code logs.metrics}. What is written is
 * on {@code logs.parsed} again, by which it reaches both stores. Every step is in one transaction with what it read, so that an alert is there once.
 *
 * <p>Names are fixed: a rename would leave the state behind. {@link #VERSION} is part of the application's id; a change of the state's form raises
 * it, and the new version begins where the group of that id does not exist yet.
 */
public final class DetectorTopology {

    public static final int VERSION = 2;

    /** The id of the application, and with it of its consumer group and its internal topics. */
    public static final String APPLICATION_ID = "sluice-detector-v" + VERSION;

    /** Signals on their way to who counts them, by what is counted by. */
    public static final String SIGNALS = Topics.DETECTOR_SIGNALS;

    /** Pages on their way to who counts which are seen together. */
    public static final String PAGES = Topics.DETECTOR_PAGES;

    /** The topics that hold dead letters, as {@link Topics} names them, those of stores that are set up later too. */
    private static final Pattern LETTERS = Pattern.compile("logs\\.(raw|parsed-.+)-dlt");

    /** What must be there before it starts. */
    public static final Set<String> TOPICS = Set.of(
            Topics.PARSED, Topics.ALERTS, Topics.METRICS, Topics.DETECTIONS, SIGNALS, Topics.DETECTOR_TRAFFIC, PAGES);

    private DetectorTopology() {}

    /**
     * @param uncommitted for {@link DetectorClients}, which send them
     * @param grace how much later than others a signal of the same key may come
     * @param traffic how what passes is told
     * @param related whether and how pages that are seen together are counted
     */
    public static Topology of(
            Detections detections,
            DetectorMetrics metrics,
            Duration grace,
            UncommittedTraffic uncommitted,
            DetectorSettings.Traffic traffic,
            DetectorSettings.Related related) {
        Topology topology = new Topology();
        EventProgress progress = new EventProgress();
        topology.addSource("events", new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.PARSED);
        topology.addProcessor(
                "signals", () -> new SignalProcessor(detections, metrics, progress, uncommitted), "events");
        topology.addSource("letters", new ByteArrayDeserializer(), new ByteArrayDeserializer(), LETTERS);
        topology.addProcessor("letter-signals", () -> new LetterProcessor(metrics), "letters");
        topology.addSink(
                "signals-out",
                SIGNALS,
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                "signals",
                "letter-signals");
        topology.addSource("signals-in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), SIGNALS);
        topology.addProcessor("windows", () -> new WindowProcessor(detections, metrics, progress, grace), "signals-in");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(WindowProcessor.STORE), Serdes.String(), Serdes.ByteArray()),
                "windows");
        topology.addSink("alerts", Topics.ALERTS, new ByteArraySerializer(), new ByteArraySerializer(), "windows");
        topology.addSink("stores", Topics.PARSED, new ByteArraySerializer(), new ByteArraySerializer(), "windows");
        addTraffic(topology, metrics, traffic);
        if (related.enabled()) {
            addRelated(topology, related);
        }
        return topology;
    }

    /** Kafka Streams numbers the parts of a topology by their sources' names: this comes after the windows, whose state keeps its number. */
    private static void addTraffic(Topology topology, DetectorMetrics metrics, DetectorSettings.Traffic settings) {
        topology.addSource(
                "traffic-in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.DETECTOR_TRAFFIC);
        topology.addProcessor(
                "traffic", () -> new TrafficProcessor(metrics, settings.grace(), settings.top()), "traffic-in");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(TrafficProcessor.STORE), Serdes.String(), Serdes.ByteArray()),
                "traffic");
        topology.addSink("metrics", Topics.METRICS, new ByteArraySerializer(), new ByteArraySerializer(), "traffic");
        topology.addSink(
                "traffic-stores", Topics.PARSED, new ByteArraySerializer(), new ByteArraySerializer(), "traffic");
    }

    /** Its sources, too, are named so that the other parts keep their numbers. */
    private static void addRelated(Topology topology, DetectorSettings.Related settings) {
        topology.addProcessor("views", ViewProcessor::new, "events");
        topology.addSink("views-out", PAGES, new ByteArraySerializer(), new ByteArraySerializer(), "views");
        topology.addSource("views-in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), PAGES);
        topology.addProcessor("pages", () -> new PageProcessor(settings.halfLife(), settings.sessions()), "views-in");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(PageProcessor.STORE), Serdes.String(), Serdes.ByteArray()),
                "pages");
        topology.addSink("pairs", PAGES, new ByteArraySerializer(), new ByteArraySerializer(), "pages");
    }
}
