package dev.skerry.chaos;

import java.time.Duration;

/**
 * Something that goes wrong, and ends.
 *
 * @param kind of fault
 * @param target node or PoP; empty if there is only one of what it happens to
 * @param length how long
 */
record Fault(FaultKind kind, String target, Duration length) {
    /** What it happens to. */
    String part() {
        return kind.part(target);
    }

    /** Whether it may be the reason that {@code watched} is not ready ({@link Place#explains}). */
    boolean explains(String watched) {
        return kind.place().explains(target, watched);
    }

    @Override
    public String toString() {
        return kind + (target.isEmpty() ? "" : " (" + target + ")") + " for %.1f s".formatted(length.toMillis() / 1e3);
    }
}
