// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class AuditLogTest {

    @Test
    void oneLineWithTheAddressTheRolesAndNoSecret(CapturedOutput output) {
        Sessions sessions = mock(Sessions.class);
        HttpServletRequest request = mock(HttpServletRequest.class);
        when(request.getRemoteAddr()).thenReturn("192.0.2.7");
        Set<ConsoleRole> roles = EnumSet.of(ConsoleRole.VIEW, ConsoleRole.CAPTURE);
        when(sessions.rolesOf(request)).thenReturn(roles);

        new AuditLog(sessions).record(request, "capture\npassword=hunter2 \u001b[2Jand more");

        assertThat(output.getAll().lines().filter(line -> line.contains(AuditLog.NAME)))
                .singleElement()
                .asString()
                .contains("192.0.2.7 with " + roles + ": capture")
                .contains("and more")
                .doesNotContain("hunter2", "\u001b");
    }
}
