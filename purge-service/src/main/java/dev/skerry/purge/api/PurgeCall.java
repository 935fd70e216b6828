package dev.skerry.purge.api;

import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.Printable;
import dev.skerry.contract.SkerryHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.ws.rs.core.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * One call that asks for a purge, in whatever shape: what it says besides its body.
 *
 * @param via the shape
 * @param client address that it came from; where a proxy is told to be trusted ({@code quarkus.http.proxy}), the one that
 *     the proxy names, else never what a field says; of an event its source
 * @param site as the path or event names it
 * @param authorization value of the field; null if there is none
 * @param idempotencyKey value of {@code Idempotency-Key}, as it came; null if there is none
 * @param force value of {@code Skerry-Purge-Force}, as it came; null if there is none
 * @param traceparent of the caller (W3C Trace Context), as it came; null if it had none
 * @param acceptedNanos when the call arrived, on the monotonic clock
 */
public record PurgeCall(
        AuditRecord.Via via,
        String client,
        String site,
        @Nullable String authorization,
        @Nullable String idempotencyKey,
        @Nullable String force,
        @Nullable String traceparent,
        long acceptedNanos) {
    private static final String FORCE = "1";

    /** Reads the head of {@code request}; its path has been read for {@code site}. */
    static PurgeCall of(HttpServerRequest request, AuditRecord.Via via, String site, long acceptedNanos) {
        return new PurgeCall(
                via,
                client(request),
                site,
                request.getHeader(HttpHeaders.AUTHORIZATION),
                request.getHeader("Idempotency-Key"),
                request.getHeader(SkerryHeaders.PURGE_FORCE),
                request.getHeader("traceparent"),
                acceptedNanos);
    }

    private static String client(HttpServerRequest request) {
        @Nullable SocketAddress peer = request.remoteAddress();
        if (peer == null) {
            return "unknown";
        }
        @Nullable String address = peer.hostAddress();
        return address == null ? String.valueOf(peer.host()) : address;
    }

    /** The same call with the credentials that its shape has in another field. */
    PurgeCall authorizedBy(@Nullable String value) {
        return new PurgeCall(via, client, site, value, idempotencyKey, force, traceparent, acceptedNanos);
    }

    /** The same call, forced as if its field said so. */
    PurgeCall forced() {
        return new PurgeCall(via, client, site, authorization, idempotencyKey, FORCE, traceparent, acceptedNanos);
    }

    /** @throws ProblemException 400 if the field says neither that the purge is forced nor that it is not */
    boolean isForced() {
        if (force != null && !force.equals(FORCE)) {
            throw new ProblemException(
                    ProblemKind.INVALID_REQUEST,
                    "Skerry-Purge-Force '" + Printable.of(force)
                            + "' is unknown: use 1, or leave it out to let the site's guard decide");
        }
        return force != null;
    }
}
