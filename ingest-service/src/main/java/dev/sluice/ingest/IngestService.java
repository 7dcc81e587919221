// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest;

import dev.sluice.model.concurrent.HangupSignal;
import dev.sluice.tracing.TracingConfiguration;
import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Receives logs and writes them to Kafka as chunks. */
@SpringBootApplication
@ConfigurationPropertiesScan
@Import(TracingConfiguration.class)
public class IngestService {

    /** SIGHUP ends nothing: a tokens file that has changed is read within two seconds anyway. */
    public static void main(String[] args) {
        application().run(args);
        HangupSignal.handle(() -> {});
    }

    /** The application, not yet run. Its settings are in {@code ingest-service.yaml}, so that several services can share a class path. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(IngestService.class).properties("spring.config.name=ingest-service");
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
