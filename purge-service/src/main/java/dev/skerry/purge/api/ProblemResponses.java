package dev.skerry.purge.api;

import dev.skerry.purge.PurgeRefusedException;
import dev.skerry.purge.preview.PreviewRefusedException;
import dev.skerry.purge.progress.PurgeTracker;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes problem details (RFC 9457) of whatever a request ends with, or what its clients read instead ({@link RefusalForm}). */
public final class ProblemResponses {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemResponses.class);
    private static final Duration SOON = Duration.ofSeconds(1);

    /** Ours: says what it says. */
    @ServerExceptionMapper
    public Response refused(ProblemException e, UriInfo uri) {
        return respond(e, uri);
    }

    /** Not committed: nothing happened, or more was purged than told. */
    @ServerExceptionMapper
    public Response notCommitted(PurgeRefusedException e, UriInfo uri) {
        return respond(ProblemKind.of(e.reason()), e.detail(), uri);
    }

    /** Nobody was asked what a purge would hit. */
    @ServerExceptionMapper
    public Response noPreview(PreviewRefusedException e, UriInfo uri) {
        return respond(PurgeSizeGuard.problem(e), uri);
    }

    /** A bound of the tracker. */
    @ServerExceptionMapper
    public Response tooMany(PurgeTracker.TooManyWatchesException e, UriInfo uri) {
        return respond(ProblemKind.TOO_BUSY, e.getMessage() + ": close some, or ask by GET without /events", uri);
    }

    /** No resource. */
    @ServerExceptionMapper
    public Response notFound(NotFoundException e, UriInfo uri) {
        return respond(
                ProblemKind.NOT_FOUND,
                "there is nothing here: use /v1/sites/{site}/purges, /v1/purges or /v1/purges/{id}; /openapi.yaml names all",
                uri);
    }

    /** No such method. */
    @ServerExceptionMapper
    public Response notAllowed(NotAllowedException e, UriInfo uri) {
        return respond(ProblemKind.METHOD_NOT_ALLOWED, "this resource has no such method", uri);
    }

    /** Not JSON. */
    @ServerExceptionMapper
    public Response notSupported(NotSupportedException e, UriInfo uri) {
        return respond(ProblemKind.UNSUPPORTED_MEDIA_TYPE, "send the purge as application/json", uri);
    }

    /** Other refusals of the framework. */
    @ServerExceptionMapper
    public Response framework(WebApplicationException e, UriInfo uri) {
        return switch (e.getResponse().getStatus()) {
            case 406 -> respond(ProblemKind.NOT_ACCEPTABLE, "accept application/json", uri);
            case 413 -> refused(Body.tooLarge(), uri);
            case 400 -> respond(ProblemKind.INVALID_REQUEST, String.valueOf(e.getMessage()), uri);
            default -> fault(e, uri);
        };
    }

    /** A fault of ours: the log has all of it, the answer nothing. */
    @ServerExceptionMapper
    public Response fault(Throwable e, UriInfo uri) {
        LOG.error("request for {} failed", uri.getPath(), e);
        return respond(ProblemKind.INTERNAL, "the service's log tells more", uri);
    }

    private static Response respond(ProblemKind kind, String detail, UriInfo uri) {
        return respond(new ProblemException(kind, detail), uri);
    }

    private static Response respond(ProblemException refusal, UriInfo uri) {
        ProblemKind kind = refusal.kind();
        RefusalForm form = RefusalForm.of(uri.getPath());
        Response.ResponseBuilder response = Response.status(kind.status())
                .type(form.mediaType())
                .entity(form.body(kind, refusal.detail(), uri.getPath()));
        @Nullable String challenge = refusal.challenge();
        if (challenge != null) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, challenge);
        }
        @Nullable Duration retryAfter = kind.status() == 503 ? SOON : refusal.retryAfter();
        if (retryAfter != null) {
            // Rounded up: who comes earlier comes in vain.
            response.header(
                    HttpHeaders.RETRY_AFTER, retryAfter.plusNanos(999_999_999).toSeconds());
        }
        return response.build();
    }
}
