package dev.skerry.origin.http;

import dev.skerry.contract.SiteId;
import dev.skerry.contract.token.Scope;
import dev.skerry.contract.token.TokenRefusal;
import dev.skerry.contract.token.TokenVerifier;
import dev.skerry.contract.token.VerifiedToken;
import dev.skerry.origin.Refusal;
import dev.skerry.origin.RefusedException;
import java.util.List;
import java.util.stream.Collectors;

/** Who may do what, by bearer token. Thread-safe. */
final class Access {
    private final TokenVerifier tokens;

    Access(TokenVerifier tokens) {
        this.tokens = tokens;
    }

    /**
     * Who calls, with one of these scopes at least.
     *
     * @throws RefusedException with {@link Refusal#UNAUTHORIZED} or {@link Refusal#FORBIDDEN}
     */
    VerifiedToken require(Call call, List<Scope> wanted) {
        return switch (tokens.verify(call.header("Authorization"))) {
            case VerifiedToken token when token.allowsAny(wanted) -> token;
            case VerifiedToken token ->
                throw new RefusedException(
                        Refusal.FORBIDDEN,
                        "the token lacks the scope "
                                + wanted.stream().map(Scope::text).collect(Collectors.joining(" or ")));
            case TokenRefusal refusal -> throw new RefusedException(Refusal.UNAUTHORIZED, refusal.detail());
        };
    }

    /**
     * Lets pass who has one of these scopes for this site.
     *
     * @throws RefusedException with {@link Refusal#UNAUTHORIZED} or {@link Refusal#FORBIDDEN}
     */
    void require(Call call, SiteId site, List<Scope> wanted) {
        if (!require(call, wanted).isFor(site)) {
            throw new RefusedException(Refusal.FORBIDDEN, "the token is not for site '" + site + "'");
        }
    }
}
