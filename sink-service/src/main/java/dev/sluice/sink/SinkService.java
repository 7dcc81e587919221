// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink;

import dev.sluice.http.OriginPolicy;
import dev.sluice.http.ServerAddress;
import dev.sluice.model.concurrent.HangupSignal;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** Stores events in each of the stores whose sink is switched on, each independent of the others. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class SinkService {

    /** SIGHUP ends nothing; there is no file that is read again. */
    public static void main(String[] args) {
        HangupSignal.handle(() -> {});
        application().run(args);
    }

    /** The application, not yet run. Its settings are in {@code sink-service.yaml}, so that several services can share a class path. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(SinkService.class).properties("spring.config.name=sink-service");
    }

    @Bean
    OriginPolicy originPolicy(SinkHosts hosts, @Value("${server.address:}") String address) {
        return new OriginPolicy("sluice.sink.allowed-hosts", ServerAddress.isLoopback(address), hosts.allowedHosts());
    }
}
