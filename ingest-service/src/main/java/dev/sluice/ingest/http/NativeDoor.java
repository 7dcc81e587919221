// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.http;

import dev.sluice.ingest.door.Door;
import dev.sluice.ingest.door.Reply;
import dev.sluice.ingest.refusal.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;

/** Refuses with problems; speaks for every path that is no other door's. */
@Component
class NativeDoor implements Door {

    private final Problems problems;

    NativeDoor(Problems problems) {
        this.problems = problems;
    }

    @Override
    public boolean owns(String path) {
        return true;
    }

    @Override
    public boolean isLast() {
        return true;
    }

    @Override
    public Reply refuse(Refusal refusal, HttpServletRequest request) {
        return problems.of(refusal, request);
    }
}
