package dev.skerry.purge.api;

import dev.skerry.contract.SiteId;
import java.util.Set;

/**
 * Who asks, by a verified token, and what for.
 *
 * @param subject claim {@code sub}
 * @param site claim {@code site}: a site id, or {@code *} for all
 * @param scopes what it may do
 */
public record Caller(String subject, String site, Set<String> scopes) {
    private static final String ANY_SITE = "*";
    private static final String PURGE_ALL = "purge:all";
    private static final String PURGE_SELECT = "purge:select";
    private static final Set<String> MAY_READ = Set.of("purge:read", "status:read", PURGE_SELECT, PURGE_ALL);

    /** Copies the set. */
    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** True if the token is for this site. */
    public boolean isFor(SiteId id) {
        return site.equals(ANY_SITE) || site.equals(id.value());
    }

    /** @throws ProblemException 403 unless the token is for this site */
    public void requireFor(SiteId id) {
        if (!isFor(id)) {
            throw new ProblemException(ProblemKind.FORBIDDEN, "the token is not for site " + id);
        }
    }

    /** @throws ProblemException 403 unless the token may purge parts of a site at least */
    public void requirePurge() {
        if (!scopes.contains(PURGE_SELECT) && !scopes.contains(PURGE_ALL)) {
            throw new ProblemException(
                    ProblemKind.FORBIDDEN,
                    "the token lacks scope " + PURGE_SELECT + ", or " + PURGE_ALL + " for a whole site");
        }
    }

    /** @throws ProblemException 403 unless the token may purge a whole site */
    public void requirePurgeAll() {
        if (!scopes.contains(PURGE_ALL)) {
            throw new ProblemException(
                    ProblemKind.FORBIDDEN, "the token lacks scope " + PURGE_ALL + ", which everything: true needs");
        }
    }

    /** Whoever may purge may see purges, and so may {@code purge:read} and {@code status:read}; else 403. */
    public void requireRead() {
        if (scopes.stream().noneMatch(MAY_READ::contains)) {
            throw new ProblemException(ProblemKind.FORBIDDEN, "the token lacks scope purge:read");
        }
    }
}
