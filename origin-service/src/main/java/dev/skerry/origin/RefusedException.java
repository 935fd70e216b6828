package dev.skerry.origin;

/** A request that is refused; its message is the problem's detail. Costs no stack trace, being no defect. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal reason;

    /** Refuses for {@code reason}; {@code detail} says what was wrong and what would be right. */
    public RefusedException(Refusal reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    /** Why. */
    public Refusal reason() {
        return reason;
    }

    /** What was wrong this time, and what would be right. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
