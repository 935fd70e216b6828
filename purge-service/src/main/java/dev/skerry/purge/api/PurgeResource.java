package dev.skerry.purge.api;

import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.purge.PurgeCommitter;
import dev.skerry.purge.PurgeOrder;
import dev.skerry.purge.progress.PurgeTracker;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Takes the purges of a site, and lists them. */
@Path("/v1/sites/{site}/purges")
public final class PurgeResource {
    private static final int MAX_KEY_LENGTH = 255;
    private static final int ID_BYTES = 12;

    private final Access access;
    private final PurgeCommitter committer;
    private final PurgeTracker tracker;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final IdempotencyKeys keys;
    private final SecureRandom random = new SecureRandom();

    PurgeResource(
            Access access, PurgeCommitter committer, PurgeTracker tracker, InstantSource clock, LongSupplier nanoTime) {
        this.access = access;
        this.committer = committer;
        this.tracker = tracker;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.keys = new IdempotencyKeys(nanoTime);
    }

    /**
     * Commits a purge. Answers a {@link PurgeStatus} with {@code Location}: 200 if it is complete, else 202. With {@code
     * ?wait=complete} it answers once the purge is complete, or when {@code &timeout=} (2 s, 30 s at most) has passed, or
     * at once if too many wait already. A purge that is committed is never answered by an error. With {@code
     * Idempotency-Key} a repeated request gets the purge of the first ({@link IdempotencyKeys}).
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Response purge(
            @PathParam("site") String siteName,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("traceparent") @Nullable String traceparent,
            @Context UriInfo uri,
            InputStream content) {
        long acceptedNanos = nanoTime.getAsLong();
        Access.Purger purger = access.purger(siteName, authorization);
        Optional<Wait> wait = Wait.of(uri.getQueryParameters());
        byte[] body = Body.read(content);
        PurgeRequest request = parse(body);
        List<PurgeSelector> selectors = SelectorCheck.selectors(request);
        if (selectors.stream().anyMatch(PurgeSelector::hitsWholeHost)) {
            purger.caller().requirePurgeAll();
        }
        PurgeOrder order = new PurgeOrder(
                newId(),
                purger.site(),
                request.mode(),
                selectors,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                acceptedNanos,
                purger.caller().subject(),
                traceparent);
        PurgeStatus committed = commit(order, key, body);
        if (wait.isEmpty()) {
            return respond(committed);
        }
        try {
            return respond(
                    tracker.awaitComplete(committed.id(), wait.get().timeout()).orElse(committed));
        } catch (InterruptedException e) {
            // The service stops. The purge is committed all the same, and an error would say otherwise.
            Thread.currentThread().interrupt();
            return respond(committed);
        }
    }

    /** The newest purges of the site, newest first; {@code limit} as {@link Limit} has it. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public byte[] recent(
            @PathParam("site") String siteName,
            @QueryParam("limit") @DefaultValue(Limit.DEFAULT) String limit,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        SiteId site = access.readableSite(siteName, authorization);
        return Json.write(tracker.recent(site::equals, Limit.parse(limit)));
    }

    private PurgeStatus commit(PurgeOrder order, @Nullable String key, byte[] body) {
        if (key == null) {
            return committer.commit(order);
        }
        if (key.isEmpty() || key.length() > MAX_KEY_LENGTH || !key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new ProblemException(
                    ProblemKind.INVALID_REQUEST,
                    "Idempotency-Key must be 1 to " + MAX_KEY_LENGTH + " visible ASCII characters");
        }
        String fingerprint = order.site() + " " + sha256(body);
        PurgeId id = keys.once(
                order.requestedBy(),
                key,
                fingerprint,
                () -> committer.commit(order).id());
        return tracker.status(id)
                .orElseThrow(() -> new ProblemException(
                        ProblemKind.UNKNOWN_PURGE, "purge " + id + " was committed and is remembered no longer"));
    }

    private static PurgeRequest parse(byte[] body) {
        try {
            return Json.readInput(body, PurgeRequest.class);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemKind.INVALID_REQUEST, String.valueOf(e.getMessage()), e);
        }
    }

    private PurgeId newId() {
        byte[] bits = new byte[ID_BYTES];
        random.nextBytes(bits);
        return new PurgeId(HexFormat.of().formatHex(bits));
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Response respond(PurgeStatus status) {
        boolean complete = status.state() == PurgeStatus.State.COMPLETE;
        return Response.status(complete ? 200 : 202)
                .header(HttpHeaders.LOCATION, "/v1/purges/" + status.id())
                .entity(Json.write(status))
                .build();
    }
}
