// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector;

import dev.sluice.detector.published.LiveDetections;
import dev.sluice.detector.settings.DetectorSettings;
import dev.sluice.http.OriginPolicy;
import dev.sluice.http.ServerAddress;
import dev.sluice.model.concurrent.HangupSignal;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** Finds attacks in events while they pass. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class DetectorService {

    /** SIGHUP has files of rules read at once, and not only when it is their time. */
    public static void main(String[] args) {
        LiveDetections detections = application().run(args).getBean(LiveDetections.class);
        HangupSignal.handle(detections::refresh);
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
