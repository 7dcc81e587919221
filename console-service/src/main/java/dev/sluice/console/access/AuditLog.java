// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.sensitive.SensitiveText;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Says in the log who has looked at what other people sent, and who has replayed or discarded it: lines of the logger {@value #NAME}, which can go
 * to a place of their own.
 */
@Component
public final class AuditLog {

    static final String NAME = "dev.sluice.console.audit";

    private static final Logger log = LoggerFactory.getLogger(NAME);

    private final Sessions sessions;

    AuditLog(Sessions sessions) {
        this.sessions = sessions;
    }

    /** @param what was looked at; secrets and personal data in it are hidden, and it stays on one line */
    public void record(HttpServletRequest request, String what) {
        record(who(request), what);
    }

    /** The same for what goes on when the request is over. */
    public void record(String who, String what) {
        String shown = new String(SensitiveText.hide(what.getBytes(UTF_8)), UTF_8).replaceAll("\\p{Cntrl}", " ");
        log.info("{}: {}", who, shown);
    }

    /** The address and what it may do: tokens are for roles, not for people. */
    public String who(HttpServletRequest request) {
        return request.getRemoteAddr() + " with " + sessions.rolesOf(request);
    }
}
