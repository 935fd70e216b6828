package dev.skerry.purge.api;

import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.purge.progress.PurgeTracker;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the purges of a site, and lists them. */
@Path("/v1/sites/{site}/purges")
public final class PurgeResource {
    private final Access access;
    private final PurgeIntake intake;
    private final PurgeTracker tracker;

    PurgeResource(Access access, PurgeIntake intake, PurgeTracker tracker) {
        this.access = access;
        this.intake = intake;
        this.tracker = tracker;
    }

    /**
     * Commits a purge. Answers a {@link PurgeStatus} with {@code Location}: 200 if it is complete, else 202. With {@code
     * ?wait=complete} it answers once the purge is complete, with {@code ?wait=erased} once what it hit is erased, or when {@code &timeout=} (2 s, 30 s at most) has passed, or
     * at once if too many wait already. A purge that is committed is never answered by an error. With {@code
     * Idempotency-Key} a repeated request gets the purge of the first ({@link IdempotencyKeys}). What is over the site's guard
     * is refused with 409 unless it is forced ({@link PurgeSizeGuard}).
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Response purge(
            @PathParam("site") String site,
            @Context HttpServerRequest request,
            @Context UriInfo uri,
            InputStream content) {
        PurgeIntake.Admitted admitted =
                intake.admit(PurgeCall.of(request, AuditRecord.Via.NATIVE, site, intake.arrival()));
        Optional<Wait> wait = Wait.of(uri.getQueryParameters());
        PurgeRequest purge = Body.json(content, PurgeRequest.class);
        PurgeStatus committed = intake.commit(
                purge.force() ? admitted.forced() : admitted, purge.mode(), SelectorCheck.selectors(purge::selectors));
        if (wait.isEmpty()) {
            return respond(committed);
        }
        try {
            return respond(
                    tracker.await(committed.id(), wait.get().until(), wait.get().timeout())
                            .orElse(committed));
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

    private static Response respond(PurgeStatus status) {
        boolean complete = status.state().reaches(PurgeStatus.State.COMPLETE);
        return Response.status(complete ? 200 : 202)
                .header(HttpHeaders.LOCATION, StatusResource.location(status))
                .entity(Json.write(status))
                .build();
    }
}
