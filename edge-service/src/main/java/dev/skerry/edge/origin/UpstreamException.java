package dev.skerry.edge.origin;

/** An upstream gave no response. */
public final class UpstreamException extends Exception {
    private static final long serialVersionUID = 1L;

    private final UpstreamFailure reason;

    /** Wraps what the client library said; {@code cause} is for the log, {@code reason} for everything else. */
    public UpstreamException(UpstreamFailure reason, Throwable cause) {
        super(reason.text() + ": " + cause.getMessage(), cause);
        this.reason = reason;
    }

    /** Why. */
    public UpstreamFailure reason() {
        return reason;
    }
}
