package dev.skerry.edge.policy;

/** RFC 9111 §3. */
public final class Storability {
    private Storability() {}
    /** Whether to store. */
    public static StoreDecision decide(
            RequestHead request, ResponseHead response, long responseTimeMs, CacheRules rules) {
        throw new UnsupportedOperationException();
    }
    /** The head to store: without hop-by-hop fields and those that private=, no-cache= or the Set-Cookie rule leave out, with a Date. */
    public static ResponseHead storedHead(ResponseHead response, long responseTimeMs, CacheRules rules) {
        throw new UnsupportedOperationException();
    }
}
