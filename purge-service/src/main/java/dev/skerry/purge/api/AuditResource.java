package dev.skerry.purge.api;

import dev.skerry.contract.AuditPage;
import dev.skerry.contract.Json;
import dev.skerry.contract.SiteId;
import dev.skerry.purge.log.AuditLog;
import dev.skerry.purge.log.AuditQuery;
import io.smallrye.common.annotation.RunOnVirtualThread;
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
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows who wanted to purge what, to whoever may see purges of the site. */
@Path("/v1/sites/{site}/audit")
public final class AuditResource {
    private static final String DEFAULT_LIMIT = "100";
    private static final Set<String> KNOWN = Set.of("since", "until", "by", "limit");

    private final Access access;
    private final AuditLog log;

    AuditResource(Access access, AuditLog log) {
        this.access = access;
        this.log = log;
    }

    /**
     * The newest records of the site, an {@link AuditPage}: those of {@code since} and later, before {@code until} (both RFC
     * 3339), by the subject {@code by}, {@code limit} at most ({@value #DEFAULT_LIMIT}, 1000 at most).
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public byte[] records(
            @PathParam("site") String siteName,
            @QueryParam("limit") @DefaultValue(DEFAULT_LIMIT) String limit,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @Context UriInfo uri)
            throws InterruptedException {
        SiteId site = access.readableSite(siteName, authorization);
        MultivaluedMap<String, String> asked = uri.getQueryParameters();
        Parameters.requireKnown(asked, KNOWN);
        AuditQuery query = new AuditQuery(
                site, instant("since", asked), instant("until", asked), asked.getFirst("by"), Limit.parse(limit));
        try {
            return Json.write(log.read(query));
        } catch (AuditLog.UnreadableException e) {
            throw new ProblemException(
                    e.isBusy() ? ProblemKind.TOO_BUSY : ProblemKind.NOT_READY, String.valueOf(e.getMessage()), e);
        }
    }

    private static @Nullable Instant instant(String name, MultivaluedMap<String, String> asked) {
        @Nullable String text = asked.getFirst(name);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new ProblemException(
                    ProblemKind.INVALID_REQUEST,
                    name + " must be an instant of RFC 3339, such as 2026-05-04T03:02:01Z (a plus is written %2B)",
                    e);
        }
    }
}
