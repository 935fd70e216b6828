package dev.skerry.purge.api;

import dev.skerry.contract.Json;
import dev.skerry.contract.Printable;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.purge.progress.PurgeTracker;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shows purges. A token sees those of its own site, one for {@code *} sees all; {@code purge:read}, {@code status:read} and
 * the scopes that purge are enough.
 */
@Path("/v1")
public final class StatusResource {
    private final Access access;
    private final PurgeTracker tracker;

    StatusResource(Access access, PurgeTracker tracker) {
        this.access = access;
        this.tracker = tracker;
    }

    /** The path of a purge's status, for {@code Location}. */
    static String location(PurgeStatus status) {
        return "/v1/purges/" + status.id();
    }

    /**
     * How one purge stands: a {@link PurgeStatus}. With {@code ?wait=complete} it answers once the purge is complete, with
     * {@code ?wait=erased} once what a hard purge hit is erased, or
     * when {@code &timeout=} (2 s, 30 s at most) has passed, or at once if too many wait already.
     */
    @GET
    @Path("/purges/{id}")
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public byte[] purge(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @Context UriInfo uri)
            throws InterruptedException {
        PurgeStatus status = visible(id, access.reader(authorization));
        Optional<Wait> wait = Wait.of(uri.getQueryParameters());
        return Json.write(
                wait.isEmpty()
                        ? status
                        : tracker.await(
                                        status.id(),
                                        wait.get().until(),
                                        wait.get().timeout())
                                .orElse(status));
    }

    /**
     * The purge's status now and after every change of it, as server-sent events, until it is complete, or with
     * {@code ?until=erased} until what a hard purge hit is erased. A reader that is
     * slower than the changes gets the newest. 503 if too many streams are open already.
     */
    @GET
    @Path("/purges/{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @RunOnVirtualThread
    public Multi<String> events(
            @PathParam("id") String id,
            @QueryParam("until") @DefaultValue("complete") String until,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        Caller caller = access.reader(authorization);
        PurgeStatus status = visible(id, caller);
        return PurgeEvents.of(tracker, status.id(), caller.subject(), Wait.state("until", until))
                .map(Json::writeString);
    }

    /** The newest purges of all sites that the token is for, newest first; {@code limit} as {@link Limit} has it. */
    @GET
    @Path("/purges")
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public byte[] recent(
            @QueryParam("limit") @DefaultValue(Limit.DEFAULT) String limit,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        Caller caller = access.reader(authorization);
        return Json.write(tracker.recent(caller::isFor, Limit.parse(limit)));
    }

    /** A purge of a site that the caller is not for looks like one that does not exist. */
    private PurgeStatus visible(String id, Caller caller) {
        return parse(id)
                .flatMap(tracker::status)
                .filter(status -> caller.isFor(status.site()))
                .orElseThrow(() -> new ProblemException(
                        ProblemKind.UNKNOWN_PURGE,
                        "purge '" + Printable.of(id) + "' is not known, or is remembered no longer"));
    }

    private static Optional<PurgeId> parse(String id) {
        try {
            return Optional.of(new PurgeId(id));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
