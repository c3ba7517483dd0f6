package io.kernelgraft.runtime.trace;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.Map;

/** A span that continues the trace an event came with, and the trace context for the events that follow from it. */
public final class Trace implements AutoCloseable {
    private static final TextMapGetter<Map<String, String>> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public String get(Map<String, String> carrier, String key) {
            return carrier.get(key);
        }
    };

    private final String incoming;
    private final Span span;
    private final Scope scope;

    private Trace(String incoming, Span span) {
        this.incoming = incoming;
        this.span = span;
        this.scope = span.makeCurrent();
    }

    /** @param traceparent W3C trace context of the cause, or null to begin a trace */
    public static Trace continuing(String traceparent, String spanName) {
        Map<String, String> carrier = traceparent == null ? Map.of() : Map.of("traceparent", traceparent);
        Context parent = W3CTraceContextPropagator.getInstance().extract(Context.root(), carrier, GETTER);
        Span span = GlobalOpenTelemetry.getTracer("io.kernelgraft")
                .spanBuilder(spanName)
                .setParent(parent)
                .startSpan();
        return new Trace(traceparent, span);
    }

    /** What to put on events; where tracing is switched off, what came in. */
    public String traceparent() {
        Map<String, String> carrier = new HashMap<>();
        W3CTraceContextPropagator.getInstance().inject(Context.current().with(span), carrier, Map::put);
        return carrier.getOrDefault("traceparent", incoming);
    }

    @Override
    public void close() {
        scope.close();
        span.end();
    }
}
