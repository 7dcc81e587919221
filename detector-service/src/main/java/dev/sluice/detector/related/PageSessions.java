// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.related;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last pages of each session: of one client, with no pause of 30 minutes. In memory alone, and of so many clients that are the latest: a session
 * that is forgotten begins anew. Not thread-safe.
 */
public final class PageSessions {

    /** Pages that one is paired with. */
    static final int LAST_PAGES = 4;

    static final long IDLE_SECONDS = 1_800;

    private final Map<String, Session> sessions;

    /** @param most clients that are remembered */
    public PageSessions(int most) {
        sessions = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
                return size() > most;
            }
        };
    }

    /** Says which other pages were seen before this one in its session; none if it is among the last, as when it is loaded again. */
    public List<String> see(PageView view) {
        Session session = sessions.computeIfAbsent(view.client(), client -> new Session());
        return session.see(view);
    }

    public int size() {
        return sessions.size();
    }

    private static final class Session {

        private final Deque<String> pages = new ArrayDeque<>(LAST_PAGES);
        private long last = Long.MIN_VALUE;

        List<String> see(PageView view) {
            if (last != Long.MIN_VALUE && view.second() < last - IDLE_SECONDS) {
                // Of a session that was over before this one began.
                return List.of();
            }
            if (last != Long.MIN_VALUE && view.second() > last + IDLE_SECONDS) {
                pages.clear();
            }
            last = Math.max(last, view.second());
            if (pages.remove(view.path())) {
                pages.addLast(view.path());
                return List.of();
            }
            List<String> before = List.copyOf(pages);
            if (pages.size() == LAST_PAGES) {
                pages.removeFirst();
            }
            pages.addLast(view.path());
            return before;
        }
    }
}
