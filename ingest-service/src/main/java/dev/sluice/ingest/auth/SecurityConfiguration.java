// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import dev.sluice.ingest.rejection.ProtocolResponders;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;

/**
 * Lets known senders in and nobody else, except to the health of the service. Wired by hand and not by Spring Boot's starter, which would lock
 * every other service on the same class path too. Holds for the management port too: Spring Boot hangs the chain in there.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class SecurityConfiguration {

    private static final String[] HEALTH = {"/actuator/health/**", "/livez", "/readyz"};

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
    SecurityFilterChain senderChain(
            HttpSecurity http,
            AccessSettings settings,
            @Value("${server.address:}") String address,
            @Value("${management.server.address:}") String managementAddress,
            ProtocolResponders responders)
            throws Exception {
        return http.csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .addFilterBefore(
                        new SenderAuthenticationFilter(senders(settings, List.of(address, managementAddress))),
                        AnonymousAuthenticationFilter.class)
                .authorizeHttpRequests(requests -> requests.requestMatchers(HEALTH)
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .exceptionHandling(errors -> errors.authenticationEntryPoint(
                        (request, response, e) -> reject(responders, request, response)))
                .build();
    }

    private static Function<HttpServletRequest, Optional<Sender>> senders(
            AccessSettings settings, List<String> addresses) throws IOException {
        if (settings.tokensFile() != null) {
            Tokens tokens = new Tokens(settings.tokensFile());
            return request -> Credentials.of(request).flatMap(tokens::find);
        }
        for (String address : addresses) {
            if (settings.auth() != AccessSettings.Auth.NONE && !isLoopback(address)) {
                throw new UnprotectedAddressException(address);
            }
        }
        Optional<Sender> anybody = Optional.of(Sender.ANYBODY);
        return request -> anybody;
    }

    /** No address means all of them. */
    private static boolean isLoopback(String address) throws IOException {
        return !address.isEmpty() && InetAddress.getByName(address).isLoopbackAddress();
    }

    private static void reject(ProtocolResponders responders, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        boolean wrong = request.getAttribute(SenderAuthenticationFilter.WRONG_TOKEN) != null;
        RequestRejectedException rejection = wrong
                ? new RequestRejectedException(
                        RejectionReason.WRONG_TOKEN,
                        "the token is not known here; make one with ./sluice token new NAME")
                : new RequestRejectedException(
                        RejectionReason.NO_TOKEN,
                        "there is no token; send one as 'Authorization: Bearer TOKEN' or 'X-Api-Key: TOKEN'");
        Reply reply = responders
                .reject(rejection, request)
                .orElseGet(() -> new Reply(rejection.reason().status(), Map.of(), null, new byte[0]));
        response.setStatus(reply.status());
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer, Basic");
        reply.headers().forEach(response::setHeader);
        if (reply.contentType() != null) {
            response.setContentType(reply.contentType().toString());
        }
        response.setContentLength(reply.body().length);
        response.getOutputStream().write(reply.body());
    }
}
