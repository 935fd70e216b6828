package dev.skerry.telemetry.otlp;

import java.io.Serial;

/** A request that is refused whole: nothing of it was kept. The message is for whoever sent it. */
public final class OtlpException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final OtlpRefusal refusal;

    /** A refusal, and what was wrong in words. */
    public OtlpException(OtlpRefusal refusal, String detail) {
        super(detail);
        this.refusal = refusal;
    }

    OtlpException(OtlpRefusal refusal, String detail, Throwable cause) {
        super(detail, cause);
        this.refusal = refusal;
    }

    /** Why. */
    public OtlpRefusal refusal() {
        return refusal;
    }
}
