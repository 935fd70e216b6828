package dev.skerry.purge.api;

/** A request is refused: the answer is the problem. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ProblemKind kind;
    private final String detail;

    /** Refuses for a reason that {@code detail} tells: what was wrong, and what would be right. */
    public ProblemException(ProblemKind kind, String detail) {
        super(detail);
        this.kind = kind;
        this.detail = detail;
    }

    /** Refuses because of {@code cause}. */
    public ProblemException(ProblemKind kind, String detail, Throwable cause) {
        super(detail, cause);
        this.kind = kind;
        this.detail = detail;
    }

    /** What kind of refusal. */
    public ProblemKind kind() {
        return kind;
    }

    /** What was wrong this time. */
    public String detail() {
        return detail;
    }
}
