package dev.skerry.origin;

import dev.skerry.contract.Problem;

/** Every reason for which a request is refused; it reaches the answer's problem type and the metrics. */
public enum Refusal {
    /** The content path is malformed or hostile. */
    BAD_PATH(400, "Bad content path"),
    /** A query parameter, header or body is malformed. */
    BAD_REQUEST(400, "Bad request"),
    /** The upload ended before its announced length; nobody is there to read this. */
    CUT_OFF(400, "Upload cut off"),
    /** No token, or one that cannot be trusted. */
    UNAUTHORIZED(401, "Token needed"),
    /** A good token that does not reach this far. */
    FORBIDDEN(403, "Token does not reach this far"),
    /** The site has no active version. */
    UNKNOWN_SITE(404, "Unknown site"),
    /** The site never had the version that was asked for, or it is forgotten. */
    UNKNOWN_VERSION(404, "Unknown site version"),
    /** There is no content at this path. */
    NO_CONTENT(404, "No such content"),
    /** No resource has this path. */
    NOT_FOUND(404, "Not found"),
    /** The resource has no such method. */
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    /** The host belongs to another site. */
    HOST_TAKEN(409, "Host belongs to another site"),
    /** A condition of the request does not hold. */
    PRECONDITION_FAILED(412, "Precondition failed"),
    /** The body is larger than the limit. */
    TOO_LARGE(413, "Body too large"),
    /** The body's media type is not read. */
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    /** The range lies beyond the content. */
    RANGE_NOT_SATISFIABLE(416, "Range not satisfiable"),
    /** A defect of ours; the log has the stack. */
    INTERNAL(500, "Internal error"),
    /** Kafka does not take the record. */
    LOG_UNAVAILABLE(503, "Site log unavailable"),
    /** So many purges are owed that no more content is taken. */
    BACKLOG_FULL(503, "Purge backlog full"),
    /** The file system has no space left. */
    DISK_FULL(507, "No space left");

    private final int status;
    private final String title;

    Refusal(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** Stable name, as in the problem's type and the metrics: {@code unknown-site}. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** The problem with {@code detail}: what was wrong this time, and what would be right. */
    public Problem problem(String detail) {
        return Problem.of(text(), title, status, detail);
    }
}
