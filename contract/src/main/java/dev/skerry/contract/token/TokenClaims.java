package dev.skerry.contract.token;

/** What the platform's tokens say of themselves, for who signs and who verifies (RFC 7519 §4.1, RFC 8693 §4.2). */
public final class TokenClaims {
    /** The claim {@code iss}: the platform signs its tokens itself. */
    public static final String ISSUER = "skerry";

    /** The claim {@code aud}: every service takes the same tokens. */
    public static final String AUDIENCE = "skerry";

    /** Name of the claim that holds the site, or {@value #ANY_SITE}. */
    public static final String SITE = "site";

    /** Name of the claim that holds the scopes, each once, space separated. */
    public static final String SCOPE = "scope";

    /** The claim {@value #SITE} of a token that holds for all sites. */
    public static final String ANY_SITE = "*";

    private TokenClaims() {}
}
