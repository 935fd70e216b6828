package dev.skerry.contract.log;

/** A topic is not as it must be, and only an operator can mend it. The message says how. */
public final class UnfitTopicException extends Exception {
    private static final long serialVersionUID = 1;

    /** With what is wrong, and what would be right. */
    public UnfitTopicException(String message) {
        super(message);
    }
}
