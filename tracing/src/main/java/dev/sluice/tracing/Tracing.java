// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tracing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.model.Headers;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows requests from their sender to both stores, by OpenTelemetry. A request's step is told to the next one by the record's header
 * {@link Headers#TRACE}, so that only who takes requests in decides which are traced. Spans are sent in the background, and lost
 * rather than waited for. Thread-safe.
 */
public final class Tracing implements AutoCloseable {

    private static final String SCOPE = "dev.sluice";
    private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private final @Nullable SdkTracerProvider provider;
    private final @Nullable Tracer tracer;
    private final double share;
    private final RequestLimit limit;

    private Tracing(@Nullable SdkTracerProvider provider, double share, int maxPerSecond, Clock clock) {
        this.provider = provider;
        this.tracer = provider == null ? null : provider.get(SCOPE);
        this.share = share;
        limit = new RequestLimit(maxPerSecond, clock);
    }

    /** Traces nothing. */
    public static Tracing off() {
        return new Tracing(null, 0, 1, Clock.systemUTC());
    }

    /** @param service name of the service, as spans have it */
    public static Tracing of(TracingSettings settings, String service, Clock clock) {
        return settings.endpoint() == null
                ? off()
                : to(
                        BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                        .setEndpoint(settings.endpoint().toString())
                                        .build())
                                .build(),
                        settings,
                        service,
                        clock);
    }

    static Tracing to(SpanProcessor spans, TracingSettings settings, String service, Clock clock) {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.builder().put(SERVICE_NAME, service).build())
                .addSpanProcessor(spans)
                .build();
        return new Tracing(provider, settings.share(), settings.maxPerSecond(), clock);
    }

    /**
     * A request has come.
     *
     * @param name of the step
     * @param parent its {@code traceparent}; what is none counts as absent
     */
    public Trace receive(String name, @Nullable String parent) {
        if (tracer == null) {
            return Trace.NONE;
        }
        Context context = contextOf(parent);
        SpanContext sender = Span.fromContext(context).getSpanContext();
        boolean wanted = sender.isValid()
                ? sender.isSampled()
                : ThreadLocalRandom.current().nextDouble() < share;
        return wanted && limit.admits()
                ? new Trace(tracer.spanBuilder(name)
                        .setParent(context)
                        .setSpanKind(SpanKind.SERVER)
                        .startSpan())
                : Trace.NONE;
    }

    /**
     * A record was worked on whose header says that it is traced.
     *
     * @param parent value of the header {@link Headers#TRACE}, or null
     * @param started when that began, epoch milliseconds
     */
    public Trace process(String name, byte @Nullable [] parent, long started) {
        if (tracer == null || parent == null) {
            return Trace.NONE;
        }
        Context context = contextOf(new String(parent, US_ASCII));
        return Span.fromContext(context).getSpanContext().isSampled()
                ? new Trace(tracer.spanBuilder(name)
                        .setParent(context)
                        .setSpanKind(SpanKind.CONSUMER)
                        .setStartTimestamp(started, TimeUnit.MILLISECONDS)
                        .startSpan())
                : Trace.NONE;
    }

    private static Context contextOf(@Nullable String parent) {
        return W3C.extract(Context.root(), parent, Getter.INSTANCE);
    }

    @Override
    public void close() {
        if (provider != null) {
            provider.close();
        }
    }

    /** Of one header. */
    private enum Getter implements TextMapGetter<@Nullable String> {
        INSTANCE;

        @Override
        public Iterable<String> keys(@Nullable String parent) {
            return List.of(Headers.TRACE);
        }

        @Override
        public @Nullable String get(@Nullable String parent, String name) {
            return name.equals(Headers.TRACE) ? parent : null;
        }
    }
}
