package dev.skerry.contract.token;

/** Why a request counts as nobody's: 401. The texts say what would be right, and never hold any of the token. */
public enum TokenRefusal implements TokenVerdict {
    /** There is no {@code Authorization} field. */
    MISSING("send a token: Authorization: Bearer TOKEN"),
    /** The field has another scheme. */
    NOT_BEARER("the Authorization field must be: Bearer TOKEN"),
    /** Longer than any token of ours. */
    TOO_LONG("the token is longer than " + TokenVerifier.MAX_LENGTH + " characters"),
    /** No JWT in compact form, or one of another algorithm. */
    NOT_ES256("the token is not a JWT signed with ES256"),
    /** Signed by another key, or changed since. */
    BAD_SIGNATURE("the token's signature is not valid"),
    /** Its time is over. */
    EXPIRED("the token has expired: get a new one"),
    /** Its time has not come. */
    NOT_YET_VALID("the token does not hold yet: its claim nbf lies in the future"),
    /** Signed by the right key for somebody else. */
    WRONG_AUDIENCE("the token is not for audience " + TokenClaims.AUDIENCE),
    /** Signed by the right key in another name. */
    WRONG_ISSUER("the token is not of issuer " + TokenClaims.ISSUER),
    /** It would hold for ever, or says of nobody. */
    CLAIM_MISSING("the token must have the claims exp and sub"),
    /** A claim is of another type or form. */
    BAD_CLAIM("claims sub, site and scope of the token must be strings, and each scope be named once");

    private final String detail;

    TokenRefusal(String detail) {
        this.detail = detail;
    }

    /** For people: what was wrong, and what would be right. */
    public String detail() {
        return detail;
    }

    /** The {@link BearerChallenge} that goes with it: no error where nothing was sent (RFC 6750 §3.1). */
    public String challenge() {
        return this == MISSING ? BearerChallenge.TOKEN_NEEDED : BearerChallenge.INVALID_TOKEN;
    }
}
