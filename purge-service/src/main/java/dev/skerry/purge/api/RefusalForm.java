package dev.skerry.purge.api;

import dev.skerry.contract.Json;
import dev.skerry.contract.Problem;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** How a refusal is written: the same kinds and words for all, in the form that the path's clients read. */
enum RefusalForm {
    /** Problem details (RFC 9457). */
    PROBLEM,
    /** {@code {"msg":"Invalid request","detail":"...","type":"urn:skerry:problem:..."}}. */
    FASTLY,
    /** {@link CloudflareAnswer}. */
    CLOUDFLARE;

    private record FastlyError(String msg, String detail, String type) {}

    /** The form for this path, whether there is something or not. */
    static RefusalForm of(String path) {
        if (path.startsWith("/service/")) {
            return FASTLY;
        }
        return path.startsWith("/zones/") || path.startsWith("/client/v4/") ? CLOUDFLARE : PROBLEM;
    }

    /** Media type of {@link #body}. */
    String mediaType() {
        return switch (this) {
            case PROBLEM -> Problem.MEDIA_TYPE;
            case FASTLY, CLOUDFLARE -> MediaType.APPLICATION_JSON;
        };
    }

    /** The refusal; {@code detail} says what was wrong this time, and {@code path} where, unless it is no path. */
    byte[] body(ProblemKind kind, String detail, @Nullable String path) {
        Problem problem = kind.problem(detail);
        return Json.write(
                switch (this) {
                    case PROBLEM ->
                        new Problem(problem.type(), problem.title(), problem.status(), problem.detail(), path);
                    case FASTLY -> new FastlyError(problem.title(), detail, problem.type());
                    case CLOUDFLARE -> CloudflareAnswer.refused(kind, detail);
                });
    }
}
