// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector;

import dev.sluice.detector.settings.DetectorSettings;
import dev.sluice.http.OriginPolicy;
import dev.sluice.http.ServerAddress;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** Finds attacks in events while they pass. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class DetectorService {

    public static void main(String[] args) {
        application().run(args);
    }

    /** The application, not yet run. Its settings are in {@code detector-service.yaml}, so that several services can share a class path. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(DetectorService.class).properties("spring.config.name=detector-service");
    }

    @Bean
    OriginPolicy originPolicy(DetectorSettings settings, @Value("${server.address:}") String address) {
        return new OriginPolicy(
                "sluice.detector.allowed-hosts", ServerAddress.isLoopback(address), settings.allowedHosts());
    }
}
