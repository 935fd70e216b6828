package dev.skerry.purge.api;

import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.Json;
import dev.skerry.contract.Printable;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.PurgeStatus;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Purges as the clients of Fastly send them; a service is a site. Each call is one purge, as if it had come to {@link
 * PurgeResource}: {@code Location} names its status. The token comes in {@code Fastly-Key} or as a bearer token, and {@code
 * Fastly-Soft-Purge: 1} makes the purge soft, also that of everything, which Fastly has not. A refusal has the form of
 * {@link RefusalForm#FASTLY}.
 */
@Path("/service/{site}")
@Produces(MediaType.APPLICATION_JSON)
public final class FastlyResource {
    private static final String TOKEN = "Fastly-Key";
    private static final String SOFT = "Fastly-Soft-Purge";
    private static final String KEYS = "Surrogate-Key";

    private final PurgeIntake intake;

    FastlyResource(PurgeIntake intake) {
        this.intake = intake;
    }

    /** What Fastly answers for one key and for everything. */
    record Purged(String status, PurgeId id) {}

    /** Purges one surrogate key, percent-encoded where the path needs it. Takes no body. */
    @POST
    @Path("/purge/{key: .+}")
    @RunOnVirtualThread
    public Response purgeKey(
            @PathParam("site") String site,
            @Context HttpServerRequest request,
            @Context UriInfo uri,
            InputStream content) {
        PurgeIntake.Admitted admitted = admit(request, site, uri);
        requireNoBody(content);
        PurgeStatus status = commit(admitted, request, FastlyKeys.ofPath(request.path()));
        return respond(status, new Purged("ok", status.id()));
    }

    /**
     * Purges up to {@value FastlyKeys#MAX} surrogate keys, which the body names ({@link FastlyKeys}) or the field {@code
     * Surrogate-Key}, and not both. Answers an object of each key and the purge's id.
     */
    @POST
    @Path("/purge")
    @RunOnVirtualThread
    public Response purgeKeys(
            @PathParam("site") String site,
            @Context HttpServerRequest request,
            @Context UriInfo uri,
            InputStream content) {
        PurgeIntake.Admitted admitted = admit(request, site, uri);
        FastlyKeys keys = keys(request, Body.read(content));
        PurgeStatus status = commit(admitted, request, keys);
        Map<String, PurgeId> ids = new LinkedHashMap<>();
        keys.keys().forEach(key -> ids.put(key, status.id()));
        return respond(status, ids);
    }

    /** Purges the whole site, which needs the scope {@code purge:all}. Takes no body. */
    @POST
    @Path("/purge_all")
    @RunOnVirtualThread
    public Response purgeAll(
            @PathParam("site") String site,
            @Context HttpServerRequest request,
            @Context UriInfo uri,
            InputStream content) {
        PurgeIntake.Admitted admitted = admit(request, site, uri);
        requireNoBody(content);
        PurgeStatus status = intake.commit(admitted, mode(request), List.of(new PurgeSelector.Everything()));
        return respond(status, new Purged("ok", status.id()));
    }

    private PurgeIntake.Admitted admit(HttpServerRequest request, String site, UriInfo uri) {
        PurgeCall call = PurgeCall.of(request, AuditRecord.Via.FASTLY, site, intake.arrival());
        PurgeIntake.Admitted admitted = intake.admit(call.authorizedBy(authorization(request, call.authorization())));
        Parameters.requireNone(uri);
        return admitted;
    }

    /** RFC 6750 §2: a token is sent in one way, not in two. */
    private static @Nullable String authorization(HttpServerRequest request, @Nullable String authorization) {
        @Nullable String token = request.getHeader(TOKEN);
        if (token == null) {
            return authorization;
        }
        if (authorization != null) {
            throw invalid("send the token in " + TOKEN + " or in Authorization, not in both");
        }
        return "Bearer " + token;
    }

    private static PurgeMode mode(HttpServerRequest request) {
        @Nullable String soft = request.getHeader(SOFT);
        if (soft == null) {
            return PurgeMode.HARD;
        }
        if (!soft.equals("1")) {
            throw invalid(SOFT + " '" + Printable.of(soft) + "' is unknown: use 1, or leave it out for a hard purge");
        }
        return PurgeMode.SOFT;
    }

    private static FastlyKeys keys(HttpServerRequest request, byte[] body) {
        List<String> fields = request.headers().getAll(KEYS);
        if (fields.isEmpty()) {
            requireJson(request, body);
            return Body.json(body, FastlyKeys.class);
        }
        if (body.length > 0) {
            throw invalid("name the keys in " + KEYS + " or in the body, not in both");
        }
        return FastlyKeys.ofField(String.join(" ", fields));
    }

    private static void requireJson(HttpServerRequest request, byte[] body) {
        @Nullable String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        String essence = type == null ? "" : type.split(";", 2)[0].strip();
        if (body.length > 0 && !essence.equalsIgnoreCase(MediaType.APPLICATION_JSON)) {
            throw new ProblemException(
                    ProblemKind.UNSUPPORTED_MEDIA_TYPE, "send the keys as application/json, or in " + KEYS);
        }
    }

    /** Some clients send an empty object with every call. */
    private static void requireNoBody(InputStream content) {
        byte[] body = Body.read(content);
        if (body.length > 0 && !(body.length == 2 && body[0] == '{' && body[1] == '}')) {
            throw invalid("this call takes no body: for several keys use POST /service/{site}/purge");
        }
    }

    private PurgeStatus commit(PurgeIntake.Admitted admitted, HttpServerRequest request, FastlyKeys keys) {
        return intake.commit(admitted, mode(request), SelectorCheck.selectors(keys::selectors));
    }

    private static Response respond(PurgeStatus status, Object answer) {
        return Response.ok(Json.write(answer))
                .header(HttpHeaders.LOCATION, StatusResource.location(status))
                .build();
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ProblemKind.INVALID_REQUEST, detail);
    }
}
