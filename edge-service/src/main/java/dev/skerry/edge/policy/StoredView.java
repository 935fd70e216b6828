package dev.skerry.edge.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What deciding needs of a stored response. Immutable; made once when the response is stored and kept with it, because
 * it holds what would otherwise be parsed on every request: the directives in force and the age on arrival.
 */
public final class StoredView {
    private final ResponseHead head;
    private final long requestTimeMs;
    private final long responseTimeMs;
    private final FreshnessLifetime lifetime;
    private final CacheControl directives;
    private final long initialAgeMs;
    private final @Nullable ContentRange part;
    private final List<String> groups;

    /**
     * A view of a stored response.
     *
     * @param head as stored
     * @param requestTimeMs when the request that it answered was sent (RFC 9111 §4.2.3 request_time)
     * @param responseTimeMs when its head was received (response_time)
     * @param lifetime as {@link Storability#decide} found it
     */
    public StoredView(ResponseHead head, long requestTimeMs, long responseTimeMs, FreshnessLifetime lifetime) {
        this.head = head;
        this.requestTimeMs = requestTimeMs;
        this.responseTimeMs = responseTimeMs;
        this.lifetime = lifetime;
        this.directives = TargetedCacheControl.of(head.fields()).directives();
        this.groups = CacheGroups.of(head.fields());
        this.initialAgeMs = CurrentAge.onArrivalMillis(head, requestTimeMs, responseTimeMs);
        this.part = ContentRange.of(head);
    }

    /** As stored. */
    public ResponseHead head() {
        return head;
    }

    /** When the request that it answered was sent. */
    public long requestTimeMs() {
        return requestTimeMs;
    }

    /** When its head was received. */
    public long responseTimeMs() {
        return responseTimeMs;
    }

    /** For how long it is fresh. */
    public FreshnessLifetime lifetime() {
        return lifetime;
    }

    /** The directives that apply to us (RFC 9213). */
    public CacheControl directives() {
        return directives;
    }

    /** Which part of the representation its body is; null if it is the whole. */
    public @Nullable ContentRange part() {
        return part;
    }

    /** The groups that it is in (RFC 9875); empty for nearly all. */
    public List<String> groups() {
        return groups;
    }

    /** Its age at {@code nowMs}, 0 or more. */
    public long ageMs(long nowMs) {
        return initialAgeMs + CurrentAge.residentMillis(responseTimeMs, nowMs);
    }
}
