// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console;

import dev.sluice.console.access.ConsoleAccess;
import dev.sluice.http.OriginPolicy;
import dev.sluice.http.ServerAddress;
import dev.sluice.model.concurrent.HangupSignal;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** Shows people what flows and what failed, and does what they decide about it; it changes nothing but dead letters' resolutions. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ConsoleService {

    /** SIGHUP ends nothing; there is no file that is read again. */
    public static void main(String[] args) {
        HangupSignal.handle(() -> {});
        application().run(args);
    }

    /** The application, not yet run. Its settings are in {@code console-service.yaml}, so that several services can share a class path. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(ConsoleService.class).properties("spring.config.name=console-service");
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    OriginPolicy originPolicy(ConsoleAccess access, @Value("${server.address:}") String address) {
        return new OriginPolicy(
                "sluice.console.allowed-hosts", ServerAddress.isLoopback(address), access.allowedHosts());
    }
}
