package dev.skerry.edge.policy;

/** What allows a stale response to be served (RFC 9111 §4.2.4). */
public enum StaleReason {
    /** RFC 5861 §3: it is refreshed in the background meanwhile. */
    WHILE_REVALIDATE("stale-while-revalidate"),
    /** RFC 9111 §5.2.1.2: the client accepts it. */
    MAX_STALE("max-stale"),
    /** RFC 5861 §4: the origin failed. Never decided by {@link Reuse#decide}; here for the pipeline to name it. */
    IF_ERROR("stale-if-error");

    private final String text;

    StaleReason(String text) {
        this.text = text;
    }

    /** A short token for {@code Cache-Status} detail, metrics and log. */
    public String text() {
        return text;
    }
}
