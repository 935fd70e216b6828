package dev.skerry.purge.api;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * One call that asks for a purge, in whatever shape: what it says besides its body.
 *
 * @param site as the path names it
 * @param authorization value of the field; null if there is none
 * @param idempotencyKey value of {@code Idempotency-Key}, as it came; null if there is none
 * @param traceparent of the caller (W3C Trace Context), as it came; null if it had none
 * @param acceptedNanos when the call arrived, on the monotonic clock
 */
record PurgeCall(
        String site,
        @Nullable String authorization,
        @Nullable String idempotencyKey,
        @Nullable String traceparent,
        long acceptedNanos) {
    /** Reads the head of {@code request}; its path has been read for {@code site}. */
    static PurgeCall of(HttpServerRequest request, String site, long acceptedNanos) {
        return new PurgeCall(
                site,
                request.getHeader(HttpHeaders.AUTHORIZATION),
                request.getHeader("Idempotency-Key"),
                request.getHeader("traceparent"),
                acceptedNanos);
    }

    /** The same call with the credentials that its shape has in another field. */
    PurgeCall authorizedBy(@Nullable String value) {
        return new PurgeCall(site, value, idempotencyKey, traceparent, acceptedNanos);
    }
}
