package dev.skerry.purge.api;

import dev.skerry.contract.SiteId;
import dev.skerry.contract.token.Scope;
import dev.skerry.contract.token.VerifiedToken;
import java.util.List;

/**
 * Who asks, by a verified token, and what for. What the token does not allow is refused with 403.
 *
 * @param token that was verified
 */
public record Caller(VerifiedToken token) {
    private static final List<Scope> MAY_READ =
            List.of(Scope.PURGE_READ, Scope.STATUS_READ, Scope.PURGE_SELECT, Scope.PURGE_ALL);

    /** In whose name. */
    public String subject() {
        return token.subject();
    }

    boolean isFor(SiteId site) {
        return token.isFor(site);
    }

    /** @throws ProblemException 403 unless the token is for this site */
    void requireFor(SiteId site) {
        if (!isFor(site)) {
            throw forbidden("the token is not for site " + site);
        }
    }

    /** @throws ProblemException 403 unless the token may purge parts of a site at least */
    void requirePurge() {
        require(
                List.of(Scope.PURGE_SELECT, Scope.PURGE_ALL),
                "the token lacks scope " + Scope.PURGE_SELECT + ", or " + Scope.PURGE_ALL
                        + " for a whole host or site");
    }

    /** @throws ProblemException 403 unless the token may purge whole hosts and sites */
    void requirePurgeAll() {
        require(
                List.of(Scope.PURGE_ALL),
                "the token lacks scope " + Scope.PURGE_ALL + ", which everything, hosts and the prefix / need");
    }

    /**
     * Whoever may purge so much may see what that would hit, and so may {@code purge:read}; else 403.
     *
     * @param wholeHost whether it is all of a host at least
     */
    void requirePreview(boolean wholeHost) {
        require(
                wholeHost
                        ? List.of(Scope.PURGE_READ, Scope.PURGE_ALL)
                        : List.of(Scope.PURGE_READ, Scope.PURGE_SELECT, Scope.PURGE_ALL),
                "the token lacks scope " + Scope.PURGE_READ + ", or the one that such a purge needs");
    }

    /** Whoever may purge may see purges, and so may {@code purge:read} and {@code status:read}; else 403. */
    void requireRead() {
        require(MAY_READ, "the token lacks scope " + Scope.PURGE_READ);
    }

    private void require(List<Scope> wanted, String otherwise) {
        if (!token.allowsAny(wanted)) {
            throw forbidden(otherwise);
        }
    }

    private static ProblemException forbidden(String detail) {
        return new ProblemException(ProblemKind.FORBIDDEN, detail);
    }
}
