package dev.skerry.telemetry.trace;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;

/** Which traces a reader wants, and in which order. */
public enum TraceFilter {
    /** All, the last to come first. */
    ALL,
    /** Those that name a purge, the last to come first. */
    PURGE,
    /** All, the longest first. */
    SLOW,
    /** Those with an error, the last to come first. */
    ERROR;

    /**
     * The filter that a query names, in lower case.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static TraceFilter parse(String name) {
        for (TraceFilter filter : values()) {
            if (filter.word().equals(name)) {
                return filter;
            }
        }
        String words = Arrays.stream(values()).map(TraceFilter::word).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("kind is one of " + words);
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean takes(TraceSummary trace) {
        return switch (this) {
            case ALL, SLOW -> true;
            case PURGE -> !trace.purges().isEmpty();
            case ERROR -> trace.error();
        };
    }

    /** For a stable sort of what comes newest first. */
    Comparator<TraceSummary> order() {
        return switch (this) {
            case ALL, PURGE, ERROR -> (_, _) -> 0;
            case SLOW -> Comparator.comparingLong(TraceSummary::durationUs).reversed();
        };
    }
}
