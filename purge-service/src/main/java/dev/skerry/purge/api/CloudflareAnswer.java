package dev.skerry.purge.api;

import dev.skerry.contract.PurgeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The envelope in which Cloudflare answers.
 *
 * @param success whether the purge is committed
 * @param errors why not
 * @param messages none
 * @param result the purge; null if there is none
 */
record CloudflareAnswer(
        boolean success,
        List<Refusal> errors,
        List<String> messages,
        @Nullable Result result) {
    /** The purge that was committed. */
    record Result(PurgeId id) {}

    /**
     * A refusal.
     *
     * @param code a number of Cloudflare's that its clients know, or 10000 and the HTTP status
     * @param message what was wrong
     * @param type the problem's URI, which tells all refusals apart
     */
    record Refusal(int code, String message, String type) {}

    static CloudflareAnswer purged(PurgeId id) {
        return new CloudflareAnswer(true, List.of(), List.of(), new Result(id));
    }

    static CloudflareAnswer refused(ProblemKind kind, String detail) {
        Refusal error = new Refusal(code(kind), detail, kind.problem(detail).type());
        return new CloudflareAnswer(false, List.of(error), List.of(), null);
    }

    private static int code(ProblemKind kind) {
        return switch (kind) {
            case UNAUTHORIZED -> 10_000; // Authentication error
            case FORBIDDEN -> 9_109; // Unauthorized to access requested resource
            case NOT_FOUND -> 7_000; // No route for that URI
            case UNKNOWN_SITE, UNKNOWN_PURGE -> 7_003; // Could not route: perhaps the object identifier is invalid
            case INVALID_REQUEST,
                    METHOD_NOT_ALLOWED,
                    NOT_ACCEPTABLE,
                    PURGE_TOO_LARGE,
                    TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    KEY_REUSED,
                    RATE_LIMITED,
                    INTERNAL,
                    NOT_READY,
                    NOT_COMMITTED,
                    PREVIEW_UNAVAILABLE,
                    TOO_BUSY -> 10_000 + kind.status();
        };
    }
}
