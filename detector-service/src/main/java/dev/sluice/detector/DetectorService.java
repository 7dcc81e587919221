// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

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
}
