package dev.skerry.purge.api;

import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.purge.preview.Previews;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells what a purge would hit, and purges nothing. */
@Path("/v1/sites/{site}/purges/preview")
public final class PreviewResource {
    /** The longest wait. */
    static final Duration MAX = Duration.ofSeconds(10);

    private final Access access;
    private final PurgeIntake intake;
    private final Previews previews;

    PreviewResource(Access access, PurgeIntake intake, Previews previews) {
        this.access = access;
        this.intake = intake;
        this.previews = previews;
    }

    /**
     * Takes the body of a purge, and answers a {@link dev.skerry.contract.PurgePreview} once all nodes that serve have answered,
     * or {@code ?timeout=} (2 s, 10 s at most) has passed. Allowed to whoever may purge that, and with {@code purge:read}.
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public byte[] preview(
            @PathParam("site") String siteName,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @Context UriInfo uri,
            InputStream content) {
        Caller caller = access.caller(authorization);
        SiteId site = Access.site(siteName);
        access.requirePreviewer(caller, site);
        Parameters.requireKnown(uri.getQueryParameters(), Set.of("timeout"));
        Duration timeout = Wait.timeout(uri.getQueryParameters().getFirst("timeout"), MAX);
        PurgeRequest purge = Body.json(content, PurgeRequest.class);
        List<PurgeSelector> selectors = intake.inCaseOf(site, SelectorCheck.selectors(purge::selectors));
        caller.requirePreview(selectors.stream().anyMatch(PurgeSelector::hitsWholeHost));
        return Json.write(previews.preview(site, selectors, timeout));
    }
}
