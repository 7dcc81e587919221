// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.http.ServerAddress;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Browsers that have presented a token, and what they may do since. Forgotten at a restart. Thread-safe. */
@Component
class Sessions {

    static final String COOKIE = "sluice-console";

    private static final int MOST = 1_000;
    private static final int ID_BYTES = 24;
    private static final String BEARER = "Bearer ";

    private final ConsoleAccess access;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** The oldest first. */
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    private record Session(Set<ConsoleRole> roles, Instant end) {}

    Sessions(ConsoleAccess access, @Value("${server.address:}") String address, Clock clock) {
        this.access = access;
        this.clock = clock;
        boolean open = access.asksForTokens() || access.auth() == ConsoleAccess.ConsoleAuth.NONE;
        if (!open && !ServerAddress.isLoopback(address)) {
            throw new IllegalArgumentException("server.address is "
                    + (address.isEmpty() ? "not set, which means all addresses" : address)
                    + ", and there are no tokens: anybody could replay and discard; set sluice.console.operate-token, or"
                    + " sluice.console.auth=none where only friends reach it");
        }
    }

    boolean asksForTokens() {
        return access.asksForTokens();
    }

    /** What whoever sends a request may do; nothing without any. */
    Set<ConsoleRole> rolesOf(HttpServletRequest request) {
        if (!access.asksForTokens()) {
            return EnumSet.allOf(ConsoleRole.class);
        }
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return rolesOfToken(authorization.substring(BEARER.length()).strip());
        }
        String id = sessionOf(request);
        return id == null ? Set.of() : rolesOfSession(id);
    }

    /** One token may be for several. */
    Set<ConsoleRole> rolesOfToken(String token) {
        EnumSet<ConsoleRole> roles = EnumSet.noneOf(ConsoleRole.class);
        if (isSame(token, access.operateToken())) {
            roles.add(ConsoleRole.OPERATE);
        }
        if (isSame(token, access.captureToken())) {
            roles.add(ConsoleRole.CAPTURE);
        }
        if (!roles.isEmpty() || isSame(token, access.viewToken())) {
            roles.add(ConsoleRole.VIEW);
        }
        return roles;
    }

    /** @return the value of the cookie */
    synchronized String begin(Set<ConsoleRole> roles) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(id);
        if (sessions.size() >= MOST) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        sessions.put(text, new Session(roles, clock.instant().plus(access.sessionTimeout())));
        return text;
    }

    synchronized void end(HttpServletRequest request) {
        String id = sessionOf(request);
        if (id != null) {
            sessions.remove(id);
        }
    }

    private synchronized Set<ConsoleRole> rolesOfSession(String id) {
        Session session = sessions.get(id);
        return session == null || session.end.isBefore(clock.instant()) ? Set.of() : session.roles;
    }

    private static String sessionOf(HttpServletRequest request) {
        if (request.getCookies() == null) {
            return null;
        }
        for (Cookie cookie : request.getCookies()) {
            if (cookie.getName().equals(COOKIE)) {
                return cookie.getValue();
            }
        }
        return null;
    }

    private static boolean isSame(String presented, String token) {
        return token != null && MessageDigest.isEqual(presented.getBytes(UTF_8), token.getBytes(UTF_8));
    }
}
