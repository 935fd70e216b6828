package dev.skerry.purge.api;

import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeStatus;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;

/**
 * Purges as the clients of Cloudflare send them, with and without the path that their API begins with; a zone is a site.
 * Each call is one hard purge, as if it had come to {@link PurgeResource}: {@code Location} names its status. A refusal has
 * the form of {@link RefusalForm#CLOUDFLARE}.
 */
@Path("/")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class CloudflareResource {
    private final PurgeIntake intake;

    CloudflareResource(PurgeIntake intake) {
        this.intake = intake;
    }

    /** Purges what the body names ({@link CloudflarePurge}), up to 1000 selectors. */
    @POST
    @Path("/zones/{site}/purge_cache")
    @RunOnVirtualThread
    public Response purge(
            @PathParam("site") String site,
            @Context HttpServerRequest request,
            @Context UriInfo uri,
            InputStream content) {
        PurgeIntake.Admitted admitted =
                intake.admit(PurgeCall.of(request, AuditRecord.Via.CLOUDFLARE, site, intake.arrival()));
        Parameters.requireNone(uri);
        CloudflarePurge purge = Body.json(content, CloudflarePurge.class);
        PurgeStatus status = intake.commit(admitted, PurgeMode.HARD, SelectorCheck.selectors(purge::selectors));
        return Response.ok(Json.write(CloudflareAnswer.purged(status.id())))
                .header(HttpHeaders.LOCATION, StatusResource.location(status))
                .build();
    }

    /** The same by its path at {@code api.cloudflare.com}, so that a client needs another host name and no more. */
    @POST
    @Path("/client/v4/zones/{site}/purge_cache")
    @RunOnVirtualThread
    public Response purgeByFullPath(
            @PathParam("site") String site,
            @Context HttpServerRequest request,
            @Context UriInfo uri,
            InputStream content) {
        return purge(site, request, uri, content);
    }
}
