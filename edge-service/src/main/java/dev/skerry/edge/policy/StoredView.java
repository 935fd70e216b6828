package dev.skerry.edge.policy;

/**
 * What deciding needs of a stored response.
 *
 * @param head as stored
 * @param requestTimeMs when the request that it answered was sent (RFC 9111 §4.2.3 request_time)
 * @param responseTimeMs when its head was received (response_time)
 * @param lifetime computed when it was stored
 */
public record StoredView(ResponseHead head, long requestTimeMs, long responseTimeMs, FreshnessLifetime lifetime) {
    /** Its age at {@code nowMs}, in milliseconds, 0 or more. */
    public long ageMs(long nowMs) {
        return CurrentAge.atMillis(head, requestTimeMs, responseTimeMs, nowMs);
    }
}
