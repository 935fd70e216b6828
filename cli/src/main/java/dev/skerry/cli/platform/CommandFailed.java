package dev.skerry.cli.platform;

/** A command cannot do what was asked. Both parts are for the person who asked; there is no stack trace. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String next;

    /**
     * Says what happened and what to do.
     *
     * @param message what was wrong, in one line or with the end of a log
     * @param next what to do next, in one sentence
     */
    public CommandFailed(String message, String next) {
        super(message);
        this.next = next;
    }

    /** As above, with the exception behind it. */
    public CommandFailed(String message, String next, Throwable cause) {
        super(message, cause);
        this.next = next;
    }

    /** What to do next. */
    public String next() {
        return next;
    }
}
