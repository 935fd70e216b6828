package dev.skerry.edge.origin;

/** Why an upstream gave no response. The text goes into Cache-Status, metrics and logs. */
public enum UpstreamFailure {
    /** No connection: refused, unreachable, name unknown, TLS handshake failed. Nothing was sent. */
    CONNECT("upstream-connect", true),
    /** No response head within the time limit. */
    TIMEOUT("upstream-timeout", false),
    /** The connection ended before the response head. */
    CLOSED("upstream-closed", false),
    /** The response was not HTTP, or over a limit. */
    PROTOCOL("upstream-protocol", false),
    /** Every connection to this upstream is busy, and the queue for one is full. Nothing was sent. */
    OVERLOADED("upstream-overloaded", true),
    /** The site names no upstream that this node knows. */
    NO_ROUTE("no-upstream", true);

    private final String text;
    private final boolean nothingSent;

    UpstreamFailure(String text, boolean nothingSent) {
        this.text = text;
        this.nothingSent = nothingSent;
    }

    /** A token for Cache-Status {@code detail}, metric labels and logs. */
    public String text() {
        return text;
    }

    /** True if the upstream can't have seen the request, so that another one may be asked whatever the method. */
    public boolean nothingSent() {
        return nothingSent;
    }

    /** The status that a user gets when nothing stored can be served instead (RFC 9110 §15.6). */
    public int status() {
        return switch (this) {
            case TIMEOUT -> 504;
            case OVERLOADED -> 503;
            case CONNECT, CLOSED, PROTOCOL, NO_ROUTE -> 502;
        };
    }
}
