// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink;

import dev.sluice.model.DataStream;
import dev.sluice.sink.driver.StoreFilter;
import dev.sluice.sink.elasticsearch.ClientDocuments;
import dev.sluice.sink.elasticsearch.DocumentEraser;
import dev.sluice.sink.elasticsearch.DocumentIds;
import dev.sluice.sink.elasticsearch.DocumentLoader;
import dev.sluice.sink.elasticsearch.ElasticsearchSettings;
import dev.sluice.sink.erasure.ErasableStore;
import dev.sluice.sink.rehydration.Rehydration;
import dev.sluice.sink.s3.LakeClient;
import dev.sluice.sink.s3.LakeReader;
import dev.sluice.sink.s3.LakeSettings;
import dev.sluice.sink.s3.compaction.LakeCompaction;
import dev.sluice.sink.s3.compaction.LakeLock;
import dev.sluice.sink.s3.erasure.BucketObjects;
import dev.sluice.sink.s3.lookup.LakeLookup;
import dev.sluice.sink.s3.lookup.LakeLookupSettings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.unit.DataSize;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What the command line does with the stores, with the very settings of the service: {@code sink-service.yaml}, the environment, and what is given
 * here.
 */
public final class SinkTools implements AutoCloseable {

    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(30);

    private final ConfigurableApplicationContext context;
    private final S3Client s3;

    private SinkTools(ConfigurableApplicationContext context) {
        this.context = context;
        this.s3 = LakeClient.open(lakeSettings().client());
    }

    /** @param settings properties that are more important than those of the environment */
    public static SinkTools open(Map<String, String> settings) {
        String[] arguments = settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + '=' + setting.getValue())
                .toArray(String[]::new);
        return new SinkTools(new SpringApplicationBuilder(Settings.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .properties("spring.config.name=sink-service")
                .run(arguments));
    }

    /**
     * @param erased whether the event of an id was erased from the lake
     * @param turn is run before each write, and fails if another process may be at work: {@link LakeLock#require}
     */
    public LakeCompaction compaction(Predicate<String> erased, Runnable turn) {
        return new LakeCompaction(s3, lakeSettings(), admin(), erased, turn, Clock.systemUTC());
    }

    /**
     * Waits until nobody else rewrites the lake.
     *
     * @param progress is told that it waits
     * @throws IllegalStateException if somebody else does for long
     */
    public LakeLock lakeLock(Consumer<String> progress) throws InterruptedException {
        return LakeLock.acquire(admin(), LOCK_PATIENCE, progress);
    }

    /**
     * The eraser of a store, by its name, in the order in which they are worked on; of those whose sinks are switched on.
     *
     * @param erased whether the event of an id was erased from the lake
     * @param turn is run before an object is rewritten, and fails if another process may be at work
     */
    public List<ErasableStore> erasers(Predicate<String> erased, Runnable turn) {
        List<ErasableStore> erasers = new ArrayList<>();
        if (elasticsearchSettings().enabled()) {
            erasers.add(new DocumentEraser("elasticsearch", elasticsearchSettings(), ssl()));
        }
        if (lakeSettings().enabled()) {
            erasers.add(BucketObjects.eraser("s3", s3, lakeSettings(), admin(), erased, turn));
        }
        return erasers;
    }

    /** The consumer groups of the sinks that are switched on. */
    public List<String> groups() {
        List<String> groups = new ArrayList<>();
        if (elasticsearchSettings().enabled()) {
            groups.add(elasticsearchSettings().consumer().groupOf("elasticsearch"));
        }
        if (lakeSettings().enabled()) {
            groups.add(lakeSettings().group());
        }
        return groups;
    }

    private Map<String, Object> admin() {
        return context.getBean(KafkaProperties.class).buildAdminProperties();
    }

    public Rehydration rehydration() {
        return new Rehydration(lake(), new DocumentLoader(elasticsearchSettings(), ssl()));
    }

    public LakeReader lake() {
        return new LakeReader(s3, lakeSettings());
    }

    /** Keys of the objects that hold events of a data stream, by the events' ids; all that may are read. */
    public Map<String, List<String>> lakeObjectsOf(String dataStream, Collection<String> ids)
            throws IOException, InterruptedException {
        LakeLookupSettings all = new LakeLookupSettings(null, Integer.MAX_VALUE, DataSize.ofBytes(Long.MAX_VALUE));
        return LakeLookup.of(s3, lakeSettings(), all)
                .find(DataStream.parse(dataStream), ids)
                .objects();
    }

    public DocumentIds documentIds() {
        return new DocumentIds(elasticsearchSettings(), ssl());
    }

    public ClientDocuments clientDocuments() {
        return new ClientDocuments(elasticsearchSettings(), ssl());
    }

    /** Which events each store takes, by its name. */
    public Map<String, StoreFilter> filters() {
        return Map.of(
                "elasticsearch",
                        new StoreFilter("elasticsearch", elasticsearchSettings().accept()),
                "s3", new StoreFilter("s3", lakeSettings().accept()));
    }

    /** Settings for Kafka's consumers. */
    public Map<String, Object> kafka() {
        return context.getBean(KafkaProperties.class).buildConsumerProperties();
    }

    public ElasticsearchSettings elasticsearchSettings() {
        return context.getBean(ElasticsearchSettings.class);
    }

    private @Nullable SslBundle ssl() {
        String bundle = elasticsearchSettings().sslBundle();
        return bundle == null ? null : context.getBean(SslBundles.class).getBundle(bundle);
    }

    public LakeSettings lakeSettings() {
        return context.getBean(LakeSettings.class);
    }

    @Override
    public void close() {
        s3.close();
        context.close();
    }

    /** No configuration class by annotation, or the service itself would find it. */
    @EnableConfigurationProperties({ElasticsearchSettings.class, LakeSettings.class, KafkaProperties.class})
    @ImportAutoConfiguration(SslAutoConfiguration.class)
    static class Settings {}
}
