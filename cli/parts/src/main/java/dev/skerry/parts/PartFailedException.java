package dev.skerry.parts;

/** A part did not start or ended by itself. The message names it, says what happened, and shows the end of its log. */
public final class PartFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For a part whose log explains it. */
    public PartFailedException(String message) {
        super(message);
    }

    /** For a part that could not even be started. */
    public PartFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
