package dev.skerry.telemetry.trace;

import java.util.Locale;

/** Why a span was not kept. */
public enum DropReason {
    /** Its trace id is not 16 bytes, or its span id not 8, or all of them are zero. */
    BAD_ID("a trace id has 16 bytes and a span id 8, not all of them zero"),
    /** Its start is 0 or later than the year 2262. */
    BAD_TIME("a span's start is in nanoseconds since 1970"),
    /** It takes more bytes on the wire than a span may. */
    SPAN_TOO_LARGE("the span is too large"),
    /** The request had brought as many spans as one may. */
    REQUEST_FULL("too many spans in one request"),
    /** The trace had as many spans, or as many bytes, as one may. */
    TRACE_FULL("the trace is full");

    private final String why;

    DropReason(String why) {
        this.why = why;
    }

    /** In words, for whoever sent it. */
    public String why() {
        return why;
    }

    /** As the value of a metric's tag, such as {@code trace_full}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
