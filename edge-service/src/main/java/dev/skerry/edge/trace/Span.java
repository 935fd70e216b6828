package dev.skerry.edge.trace;

import org.jspecify.annotations.Nullable;

/**
 * Something that takes time and is part of a trace, from the moment it was obtained to {@link #end}. Every method is
 * cheap and does nothing after the end. Thread-safe.
 */
public interface Span {
    /** A span that nobody records: what most requests have, so that they pay nothing. */
    Span NONE = new Span() {
        @Override
        public @Nullable String traceparent() {
            return null;
        }

        @Override
        public void note(String key, String value) {}

        @Override
        public void note(String key, long value) {}

        @Override
        public void fail(String reason) {}

        @Override
        public void end() {}
    };

    /** What those below are told; null to tell them what we were told ourselves. */
    @Nullable
    String traceparent();

    /** Adds an attribute, by its name in OpenTelemetry's semantic conventions where it has one. */
    void note(String key, String value);

    /** Adds an attribute, by its name in OpenTelemetry's semantic conventions where it has one. */
    void note(String key, long value);

    /** Marks the span as failed; it still has to be ended. */
    void fail(String reason);

    /** Ends the span. */
    void end();
}
