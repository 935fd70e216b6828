package dev.skerry.purge.preview;

import org.jspecify.annotations.Nullable;

/** Nobody was asked, or nothing came of it. */
public final class PreviewRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why there is no preview. */
    public enum Reason {
        /** As many as may be are under way. */
        TOO_BUSY,
        /** The nodes can't be asked now. */
        UNAVAILABLE,
        /** The selectors do not fit into one question. */
        TOO_LARGE
    }

    private final Reason reason;
    private final String detail;

    /** For people: what happened. */
    public PreviewRefusedException(Reason reason, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.reason = reason;
        this.detail = detail;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** For people: what happened. */
    public String detail() {
        return detail;
    }
}
