// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Value of {@link Headers#TRACE}, version 00 of <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>. */
public final class TraceParent {

    private static final Pattern FORM = Pattern.compile("00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceParent() {}

    /** Id of the trace; null where there is none, or what is there is not one. */
    public static String traceId(String parent) {
        Matcher matcher = FORM.matcher(parent == null ? "" : parent);
        return matcher.matches() ? matcher.group(1) : null;
    }
}
