package dev.skerry.contract.token;

/** Values of the field {@code WWW-Authenticate} that go with a refusal (RFC 6750 §3). */
public final class BearerChallenge {
    /** 401, and nothing was sent that could be wrong. */
    public static final String TOKEN_NEEDED = "Bearer realm=\"skerry\"";

    /** 401, and what was sent proves nothing. */
    public static final String INVALID_TOKEN = TOKEN_NEEDED + ", error=\"invalid_token\"";

    /** 403: a good token that does not allow this. */
    public static final String INSUFFICIENT_SCOPE = TOKEN_NEEDED + ", error=\"insufficient_scope\"";

    private BearerChallenge() {}
}
