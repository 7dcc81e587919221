// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser;

import dev.sluice.http.OriginPolicy;
import dev.sluice.http.ServerAddress;
import dev.sluice.model.concurrent.HangupSignal;
import dev.sluice.parser.api.ParserHosts;
import dev.sluice.parser.enrich.AddressEnrichment;
import dev.sluice.parser.rules.LiveRules;
import dev.sluice.parsers.engine.Enrichments;
import dev.sluice.tracing.TracingConfiguration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Turns chunks into events and dead letters. */
@SpringBootApplication
@ConfigurationPropertiesScan
@Import(TracingConfiguration.class)
public class ParserService {

    /** The consumer group of all parsers. */
    public static final String GROUP = "sluice-parser";

    /** SIGHUP has files of rules and formats and databases of addresses read at once, and not only when it is their time. */
    public static void main(String[] args) {
        ConfigurableApplicationContext context = application().run(args);
        LiveRules rules = context.getBean(LiveRules.class);
        Enrichments enrichments = context.getBean(Enrichments.class);
        HangupSignal.handle(() -> {
            rules.refresh();
            if (enrichments.address() instanceof AddressEnrichment addresses) {
                addresses.refresh();
            }
        });
    }

    /** The application, not yet run. Its settings are in {@code parser-service.yaml}, so that several services can share a class path. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(ParserService.class).properties("spring.config.name=parser-service");
    }

    @Bean
    OriginPolicy originPolicy(ParserHosts hosts, @Value("${server.address:}") String address) {
        return new OriginPolicy("sluice.parser.allowed-hosts", ServerAddress.isLoopback(address), hosts.allowedHosts());
    }
}
