// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import dev.sluice.http.OriginFilter;
import dev.sluice.http.OriginPolicy;
import dev.sluice.http.ServerAddress;
import dev.sluice.ingest.body.BodyReader;
import dev.sluice.ingest.body.ByteBudget;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.session.DisableEncodeUrlFilter;

/**
 * Lets known senders in and nobody else, except to the health of the service. Wired by hand and not by Spring Boot's starter, which would lock
 * every other service on the same class path too. Holds for the management port too: Spring Boot hangs the chain in there.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class SecurityConfiguration {

    private static final String[] HEALTH = {"/actuator/health/**", "/livez", "/readyz", "/services/collector/health/**"
    };
    private static final String[] METRICS = {"/actuator/prometheus/**", "/actuator/metrics/**"};

    /** After Boot's own filters for encoding and observation. */
    private static final int ORDER = -100;

    @Bean
    FilterRegistrationBean<Filter> securityFilter(@Qualifier("springSecurityFilterChain") Filter chain) {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(chain);
        registration.setOrder(ORDER);
        registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
        return registration;
    }

    @Bean
    SenderLookup senderLookup(
            AccessSettings settings,
            LimitSettings limits,
            Clock clock,
            @Value("${server.address:}") String address,
            @Value("${management.server.address:}") String managementAddress)
            throws IOException {
        boolean loopback = ServerAddress.isLoopback(address) && ServerAddress.isLoopback(managementAddress);
        if (settings.tokensFile() != null) {
            return SenderLookup.byToken(
                    new Tokens(settings.tokensFile(), limits, clock, System::nanoTime),
                    settings.viewToken(),
                    Sender.viewer(limits));
        }
        if (settings.auth() != AccessSettings.Auth.NONE && !loopback) {
            throw new UnprotectedAddressException(ServerAddress.isLoopback(address) ? managementAddress : address);
        }
        return SenderLookup.anonymous(loopback ? Sender.anonymous(limits) : Sender.stranger(limits));
    }

    @Bean
    TokensHealthIndicator tokensHealthIndicator(SenderLookup senders) {
        return new TokensHealthIndicator(senders.tokens());
    }

    @Bean
    SecurityFilterChain senderChain(
            HttpSecurity http,
            AccessSettings settings,
            SenderLookup senders,
            AccessRejectionResponder rejections,
            BodyReader bodies,
            ByteBudget budget,
            Clock clock,
            @Value("${server.address:}") String address)
            throws Exception {
        Optional<AwsSecrets> secrets =
                Optional.ofNullable(settings.awsSecretsFile()).map(file -> new AwsSecrets(file, System::nanoTime));
        Optional<SignedRequests> signed =
                senders.tokens().map(tokens -> new SignedRequests(tokens, secrets, bodies, budget, clock));
        OriginPolicy origins = new OriginPolicy(
                "sluice.ingest.allowed-hosts", ServerAddress.isLoopback(address), settings.allowedHosts());
        return http.csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .addFilterBefore(new OriginFilter(origins, rejections::wrongOrigin), DisableEncodeUrlFilter.class)
                .addFilterBefore(
                        new SenderAuthenticationFilter(senders, signed, rejections),
                        AnonymousAuthenticationFilter.class)
                .authorizeHttpRequests(requests -> requests.requestMatchers(HEALTH)
                        .permitAll()
                        .requestMatchers(METRICS)
                        .hasRole(Role.METRICS.wireName())
                        .requestMatchers("/actuator/**")
                        .hasRole(Role.VIEW.wireName())
                        .anyRequest()
                        .hasRole(Role.SEND.wireName()))
                .exceptionHandling(errors -> errors.authenticationEntryPoint(rejections::notAuthenticated)
                        .accessDeniedHandler(rejections::notAllowed))
                .build();
    }
}
