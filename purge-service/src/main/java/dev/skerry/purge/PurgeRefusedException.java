package dev.skerry.purge;

import org.jspecify.annotations.Nullable;

/** A purge was not committed, for a reason that may pass: the same request may succeed a little later. */
public final class PurgeRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why a purge was not committed. */
    public enum Reason {
        /** Kafka has not been reached or read yet. */
        NOT_READY,
        /** As many purges as may be are being written. */
        TOO_BUSY,
        /** Kafka did not acknowledge all of it. */
        NOT_ACKNOWLEDGED
    }

    private final Reason reason;
    private final String detail;

    PurgeRefusedException(Reason reason, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.reason = reason;
        this.detail = detail;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** For people: what happened, and what may have become of it. */
    public String detail() {
        return detail;
    }
}
