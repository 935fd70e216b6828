package dev.skerry.contract.token;

import dev.skerry.contract.SiteId;
import java.util.Collection;
import java.util.Set;

/**
 * Who asks, by a token that was verified, and what for.
 *
 * @param subject claim {@code sub}
 * @param site claim {@code site}: a site id, {@code *} for all, or nothing for none
 * @param scopes what it may do; words that are no scope of ours allow nothing and are left out
 */
public record VerifiedToken(String subject, String site, Set<Scope> scopes) implements TokenVerdict {
    /** Copies the set. */
    public VerifiedToken {
        scopes = Set.copyOf(scopes);
    }

    /** True if the token is for this site. */
    public boolean isFor(SiteId id) {
        return site.equals(TokenClaims.ANY_SITE) || site.equals(id.value());
    }

    /** True if the token has any of these scopes. */
    public boolean allowsAny(Collection<Scope> wanted) {
        return wanted.stream().anyMatch(scopes::contains);
    }
}
