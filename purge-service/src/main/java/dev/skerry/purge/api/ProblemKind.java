package dev.skerry.purge.api;

import dev.skerry.contract.Problem;
import dev.skerry.purge.PurgeRefusedException;

/** Every kind of refusal of this API, with the stable name that clients may compare. */
public enum ProblemKind {
    /** The body, a parameter or a header is not what it must be. */
    INVALID_REQUEST("invalid-request", "Invalid request", 400),
    /** No token, or one that proves nothing. */
    UNAUTHORIZED("unauthorized", "Not authenticated", 401),
    /** A good token that does not allow this. */
    FORBIDDEN("forbidden", "Not allowed", 403),
    /** No resource has this path. */
    NOT_FOUND("not-found", "Not found", 404),
    /** No such site. */
    UNKNOWN_SITE("unknown-site", "Unknown site", 404),
    /** No such purge, or one that is remembered no longer, or one of a site that the token is not for. */
    UNKNOWN_PURGE("unknown-purge", "Unknown purge", 404),
    /** The resource has no such method. */
    METHOD_NOT_ALLOWED("method-not-allowed", "Method not allowed", 405),
    /** None of the accepted media types can be sent. */
    NOT_ACCEPTABLE("not-acceptable", "Not acceptable", 406),
    /** The purge would hit more of the site than its guard lets pass. */
    PURGE_TOO_LARGE("purge-too-large", "Purge too large", 409),
    /** The body is over the limit. */
    TOO_LARGE("body-too-large", "Body too large", 413),
    /** The body is not JSON by its {@code Content-Type}. */
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", "Unsupported media type", 415),
    /** The idempotency key was used for another request. */
    KEY_REUSED("idempotency-key-reused", "Idempotency key reused", 422),
    /** The subject has purged as much of the site as it may for now. */
    RATE_LIMITED("rate-limited", "Too many purges", 429),
    /** A fault of ours. */
    INTERNAL("internal", "Internal error", 500),
    /** Kafka has not been reached or read yet. */
    NOT_READY("not-ready", "Not ready", 503),
    /** The purge log has not taken the purge. */
    NOT_COMMITTED("not-committed", "Purge not committed", 503),
    /** No node has said what a purge would hit. */
    PREVIEW_UNAVAILABLE("preview-unavailable", "No preview", 503),
    /** A limit on what is done at a time is reached. */
    TOO_BUSY("too-busy", "Too busy", 503);

    private final String name;
    private final String title;
    private final int status;

    ProblemKind(String name, String title, int status) {
        this.name = name;
        this.title = title;
        this.status = status;
    }

    /** The kind of a purge that was not committed. */
    public static ProblemKind of(PurgeRefusedException.Reason reason) {
        return switch (reason) {
            case NOT_READY -> NOT_READY;
            case TOO_BUSY -> TOO_BUSY;
            case NOT_ACKNOWLEDGED -> NOT_COMMITTED;
        };
    }

    /** The stable name, such as {@code rate-limited}. */
    public String text() {
        return name;
    }

    /** The HTTP status that goes with it. */
    public int status() {
        return status;
    }

    /** The problem of this kind; {@code detail} says what was wrong and what would be right. */
    public Problem problem(String detail) {
        return Problem.of(name, title, status, detail);
    }
}
