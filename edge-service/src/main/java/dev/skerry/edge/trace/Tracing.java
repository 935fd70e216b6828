package dev.skerry.edge.trace;

import dev.skerry.edge.origin.UpstreamTarget;
import dev.skerry.edge.policy.RequestHead;
import org.jspecify.annotations.Nullable;

/** Decides what is recorded, and begins spans. Thread-safe; never blocks. */
public interface Tracing {
    /** Nothing is recorded; the {@code traceparent} of a request goes on as it came. */
    Tracing OFF = new Tracing() {
        @Override
        public Span request(RequestHead request) {
            return Span.NONE;
        }

        @Override
        public Span upstream(RequestHead request, UpstreamTarget target) {
            return Span.NONE;
        }

        @Override
        public Span purge(@Nullable String traceparent) {
            return Span.NONE;
        }
    };

    /** Begins the span of a request that came in; ends when its answer has been sent. */
    Span request(RequestHead request);

    /** Begins the span of a request to {@code target} that {@code request} caused; ends with the head of its answer. */
    Span upstream(RequestHead request, UpstreamTarget target);

    /** Begins the span of a purge record that came with {@code traceparent}; ends when it is applied and reported. */
    Span purge(@Nullable String traceparent);
}
