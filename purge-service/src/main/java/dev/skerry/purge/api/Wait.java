package dev.skerry.purge.api;

import dev.skerry.contract.Printable;
import dev.skerry.contract.TimeSpan;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How long a request waits for its purge to complete.
 *
 * @param timeout up to {@link #MAX}
 */
record Wait(Duration timeout) {
    /** The longest wait. */
    static final Duration MAX = Duration.ofSeconds(30);

    private static final String DEFAULT = "2s";
    private static final Set<String> KNOWN = Set.of("wait", "timeout");

    /**
     * Reads {@code wait=complete} and {@code timeout=}; empty if the request does not wait.
     *
     * @throws ProblemException 400 if a parameter is unknown or has another form
     */
    static Optional<Wait> of(MultivaluedMap<String, String> query) {
        Parameters.requireKnown(query, KNOWN);
        String wait = query.getFirst("wait");
        String timeout = query.getFirst("timeout");
        if (wait == null) {
            if (timeout != null) {
                throw invalid("timeout needs wait=complete");
            }
            return Optional.empty();
        }
        if (!wait.equals("complete")) {
            throw invalid("wait=" + Printable.of(wait) + " is unknown: use wait=complete");
        }
        try {
            Duration duration =
                    TimeSpan.parse(timeout == null ? DEFAULT : timeout).duration();
            if (duration.compareTo(MAX) > 0) {
                throw invalid("timeout is at most " + MAX.toSeconds() + "s");
            }
            return Optional.of(new Wait(duration));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemKind.INVALID_REQUEST, "timeout: " + e.getMessage(), e);
        }
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ProblemKind.INVALID_REQUEST, detail);
    }
}
