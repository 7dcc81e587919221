// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.access;

import dev.sluice.console.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/session}: what whoever asks may do, and how a browser presents its token once for many requests. */
@RestController
@RequestMapping("/api/v1/session")
class SessionController {

    private final Sessions sessions;

    /**
     * What somebody may do.
     *
     * @param role {@code none}, {@code view} or {@code operate}
     * @param capture whether lines and events that pass may be looked at, too
     * @param token whether tokens are asked for
     */
    record SessionState(String role, boolean capture, boolean token) {}

    record Presented(String token) {}

    SessionController(Sessions sessions) {
        this.sessions = sessions;
    }

    @GetMapping
    SessionState state(HttpServletRequest request) {
        return state(sessions.rolesOf(request));
    }

    @PostMapping
    ResponseEntity<SessionState> begin(@RequestBody Presented presented, HttpServletRequest request) {
        Set<ConsoleRole> roles = presented.token() == null
                ? Set.of()
                : sessions.rolesOfToken(presented.token().strip());
        if (roles.isEmpty()) {
            throw new ProblemException(HttpStatus.UNAUTHORIZED, "this token is not known here");
        }
        return ResponseEntity.ok()
                .header(
                        HttpHeaders.SET_COOKIE,
                        cookie(sessions.begin(roles), request).toString())
                .body(state(roles));
    }

    @DeleteMapping
    ResponseEntity<Void> end(HttpServletRequest request) {
        sessions.end(request);
        return ResponseEntity.noContent()
                .header(HttpHeaders.SET_COOKIE, cookie("", request).toString() + "; Max-Age=0")
                .build();
    }

    private SessionState state(Set<ConsoleRole> roles) {
        String role = roles.contains(ConsoleRole.OPERATE) ? "operate" : roles.isEmpty() ? "none" : "view";
        return new SessionState(role, roles.contains(ConsoleRole.CAPTURE), sessions.asksForTokens());
    }

    private static ResponseCookie cookie(String value, HttpServletRequest request) {
        return ResponseCookie.from(Sessions.COOKIE, value)
                .httpOnly(true)
                .sameSite("Strict")
                .secure(request.isSecure())
                .path("/")
                .build();
    }
}
