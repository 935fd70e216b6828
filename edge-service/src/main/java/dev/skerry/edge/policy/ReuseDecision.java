package dev.skerry.edge.policy;

/** What to do with a request, given what is stored; made by {@link Reuse#decide}. */
public sealed interface ReuseDecision {
    /** Whether the stored response is the answer. */
    default boolean usesStored() {
        return switch (this) {
            case Serve serve -> true;
            case ServeStale serve -> true;
            case Revalidate ask -> false;
            case Fetch ask -> false;
            case Unsatisfiable none -> false;
        };
    }

    /**
     * Answer from the stored response.
     *
     * @param ageMs its age, for the {@code Age} field
     * @param remainingMs how long it stays fresh, more than 0
     */
    record Serve(long ageMs, long remainingMs) implements ReuseDecision {}

    /**
     * Answer from the stored response though it is stale; on {@link StaleReason#WHILE_REVALIDATE} also refresh it in
     * the background.
     *
     * @param ageMs its age
     * @param remainingMs freshness left, 0 or negative: how long it has been stale
     * @param reason what allows it
     */
    record ServeStale(long ageMs, long remainingMs, StaleReason reason) implements ReuseDecision {}

    /**
     * Ask the origin; the stored response may still be of use when the answer is a 304 or an error.
     *
     * @param reason why
     * @param conditional fields to send in place of the client's own {@link Preconditions#FIELDS}; empty when the
     *     stored response has no validator and is of use only on an error
     * @param mayServeStaleOnError whether the stored response may answer if the origin fails (RFC 5861 §4)
     */
    record Revalidate(FetchReason reason, Fields conditional, boolean mayServeStaleOnError) implements ReuseDecision {}

    /**
     * Ask the origin; nothing stored is of use.
     *
     * @param reason why
     */
    record Fetch(FetchReason reason) implements ReuseDecision {}

    /** The client wants no answer but a stored one, and there is none: 504 (RFC 9111 §5.2.1.7). */
    record Unsatisfiable() implements ReuseDecision {}
}
