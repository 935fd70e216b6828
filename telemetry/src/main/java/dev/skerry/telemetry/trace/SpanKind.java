package dev.skerry.telemetry.trace;

/** The part that a span plays between services, as OpenTelemetry has it. */
public enum SpanKind {
    /** Work within a service; also what does not say what it is. */
    INTERNAL,
    /** Answers a request. */
    SERVER,
    /** Sends a request. */
    CLIENT,
    /** Puts a message on its way. */
    PRODUCER,
    /** Takes a message up. */
    CONSUMER
}
