package dev.skerry.telemetry.trace;

/** Traces are kept on three shelves, so that the many do not wash out the few that people look for. */
public enum Shelf {
    /** Traces that name a purge, with or without an error. */
    PURGES,
    /** Further traces with an error. */
    ERRORS,
    /** All others. */
    OTHERS
}
