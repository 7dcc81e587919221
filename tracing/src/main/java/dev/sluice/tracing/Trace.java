// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tracing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/** One step of a request's way: a span that ends when this is closed, and is lost where it is not. Does nothing where the request is not traced. */
public final class Trace implements AutoCloseable {

    /** Of what is not traced. */
    public static final Trace NONE = new Trace(Span.getInvalid());

    private final Span span;

    Trace(Span span) {
        this.span = span;
    }

    /** What the next step is told: a {@code traceparent} (W3C Trace Context, version 00); null where nothing is traced. */
    public @Nullable String parent() {
        SpanContext context = span.getSpanContext();
        return context.isValid()
                ? "00-" + context.getTraceId() + '-' + context.getSpanId() + '-'
                        + context.getTraceFlags().asHex()
                : null;
    }

    /** The same as the value of a record's header. */
    public byte @Nullable [] header() {
        String parent = parent();
        return parent == null ? null : parent.getBytes(US_ASCII);
    }

    /** Something about the step, for whoever looks at it. */
    public Trace with(String name, String value) {
        span.setAttribute(name, value);
        return this;
    }

    /** Something about the step, for whoever looks at it. */
    public Trace with(String name, long value) {
        span.setAttribute(name, value);
        return this;
    }

    /** The step came to nothing. */
    public void failed(String why) {
        span.setStatus(StatusCode.ERROR, why);
    }

    @Override
    public void close() {
        span.end();
    }
}
