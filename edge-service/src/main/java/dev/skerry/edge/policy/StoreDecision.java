package dev.skerry.edge.policy;

/** Whether a response is stored; made by {@link Storability#decide}. */
public sealed interface StoreDecision {
    /**
     * It may be stored.
     *
     * @param lifetime its freshness, possibly 0 with something to revalidate it by
     */
    record Store(FreshnessLifetime lifetime) implements StoreDecision {}

    /**
     * It is not stored.
     *
     * @param reason why
     */
    record Refuse(StoreRefusal reason) implements StoreDecision {}
}
