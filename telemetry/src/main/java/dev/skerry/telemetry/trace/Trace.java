package dev.skerry.telemetry.trace;

import java.util.List;

/**
 * A trace as the store has it at an instant; it does not change any more.
 *
 * @param summary of it
 * @param spans at least one, each with an id of its own, in the order in which they came
 */
public record Trace(TraceSummary summary, List<Span> spans) {
    /** Copies the spans. */
    public Trace {
        spans = List.copyOf(spans);
    }
}
