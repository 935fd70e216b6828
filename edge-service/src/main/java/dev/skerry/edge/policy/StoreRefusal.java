package dev.skerry.edge.policy;

/** Why a response is not stored. */
public enum StoreRefusal {
    /** RFC 9111 §3: the method's responses are not ones that we store. */
    METHOD("method"),
    /** RFC 9111 §5.2.1.5: the client asked that nothing be kept. */
    REQUEST_NO_STORE("request-no-store"),
    /** An interim response, or a 304 that stands alone. */
    STATUS_NOT_FINAL("status-not-final"),
    /** RFC 9111 §5.2.2.3: must-understand, and the status is not one whose caching we know. */
    STATUS_NOT_UNDERSTOOD("status-not-understood"),
    /** RFC 6585: 428, 429, 431 and 511 are never stored, whatever they say. */
    STATUS_NEVER_STORED("status-never-stored"),
    /** A part of a representation that nobody asked for or that does not tell which part it is, or a 416. */
    PARTIAL_CONTENT("partial-content"),
    /** RFC 9111 §5.2.2.5. */
    NO_STORE("no-store"),
    /** RFC 9111 §5.2.2.7: for one user only. */
    PRIVATE("private"),
    /** RFC 9111 §3.5: the request was authenticated and the response does not allow sharing. */
    AUTHORIZATION("authorization"),
    /** The site's rule for Set-Cookie is bypass. */
    SET_COOKIE("set-cookie"),
    /** The site refuses what does not have the type of its path's extension, see {@link ContentKind}. */
    DECEPTION("deception"),
    /** RFC 5861 §4: an error that must not take the place of what may be served stale instead. */
    STALE_IS_BETTER("stale-if-error"),
    /** RFC 9111 §4.1: {@code Vary: *}, or more names than we keep. */
    VARY_ANY("vary-any"),
    /** RFC 9111 §3: neither the response nor its status allows it. */
    NO_EXPLICIT_FRESHNESS_AND_NOT_CACHEABLE("no-freshness"),
    /** It may be stored, but has no freshness, validator or stale window, so that it could never be used. */
    NOT_REUSABLE("not-reusable"),
    /** The content is larger than the site or the node keeps. */
    TOO_LARGE("too-large"),
    /** The shield's answer does not tell which purges it has seen. */
    NO_FENCE("no-fence");

    private final String text;

    StoreRefusal(String text) {
        this.text = text;
    }

    /** A short token for {@code Cache-Status} detail, metrics and log. */
    public String text() {
        return text;
    }

    /** Whether it is the request that forbids it, so that the answer to another one may well be stored. */
    public boolean concernsRequest() {
        return switch (this) {
            case METHOD, REQUEST_NO_STORE, AUTHORIZATION, PARTIAL_CONTENT, STALE_IS_BETTER -> true;
            case STATUS_NOT_FINAL,
                    STATUS_NOT_UNDERSTOOD,
                    STATUS_NEVER_STORED,
                    NO_STORE,
                    PRIVATE,
                    SET_COOKIE,
                    DECEPTION,
                    VARY_ANY,
                    NO_EXPLICIT_FRESHNESS_AND_NOT_CACHEABLE,
                    NOT_REUSABLE,
                    TOO_LARGE,
                    NO_FENCE -> false;
        };
    }
}
