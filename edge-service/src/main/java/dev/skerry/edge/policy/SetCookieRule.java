package dev.skerry.edge.policy;

/** What becomes of a response with {@code Set-Cookie}; a site's choice, because RFC 9111 §7.3 leaves it open. */
public enum SetCookieRule {
    /** It is passed on and not stored: a shared session is the worst leak a CDN can make. */
    BYPASS,
    /** It is stored and reused with the cookie: the plain reading of the RFC. */
    STORE,
    /** The cookie is left out of what is stored, and the rest is reused. */
    STRIP
}
