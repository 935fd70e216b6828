package dev.skerry.purge.api;

import dev.skerry.contract.Printable;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.TimeSpan;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long a request waits for its purge, and for what.
 *
 * @param until COMPLETE or ERASED
 * @param timeout up to {@link #MAX}
 */
record Wait(PurgeStatus.State until, Duration timeout) {
    /** The longest wait. */
    static final Duration MAX = Duration.ofSeconds(30);

    private static final String DEFAULT = "2s";
    private static final Set<String> KNOWN = Set.of("wait", "timeout");

    /**
     * Reads {@code wait=complete} or {@code wait=erased}, and {@code timeout=}; empty if the request does not wait.
     *
     * @throws ProblemException 400 if a parameter is unknown or has another form
     */
    static Optional<Wait> of(MultivaluedMap<String, String> query) {
        Parameters.requireKnown(query, KNOWN);
        String wait = query.getFirst("wait");
        String timeout = query.getFirst("timeout");
        if (wait == null) {
            if (timeout != null) {
                throw invalid("timeout needs wait=complete or wait=erased");
            }
            return Optional.empty();
        }
        PurgeStatus.State until = state("wait", wait);
        return Optional.of(new Wait(until, timeout(timeout, MAX)));
    }

    /**
     * Reads a {@code timeout}; null is {@value #DEFAULT}.
     *
     * @throws ProblemException 400 if it is over {@code max}, or has another form
     */
    static Duration timeout(@Nullable String text, Duration max) {
        try {
            Duration duration = TimeSpan.parse(text == null ? DEFAULT : text).duration();
            if (duration.compareTo(max) > 0) {
                throw invalid("timeout is at most " + max.toSeconds() + "s");
            }
            return duration;
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemKind.INVALID_REQUEST, "timeout: " + e.getMessage(), e);
        }
    }

    /**
     * Reads {@code complete} or {@code erased}, the value of {@code name}.
     *
     * @throws ProblemException 400 if it is another one
     */
    static PurgeStatus.State state(String name, String value) {
        return switch (value) {
            case "complete" -> PurgeStatus.State.COMPLETE;
            case "erased" -> PurgeStatus.State.ERASED;
            default ->
                throw invalid(name + "=" + Printable.of(value) + " is unknown: use " + name + "=complete or " + name
                        + "=erased");
        };
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ProblemKind.INVALID_REQUEST, detail);
    }
}
