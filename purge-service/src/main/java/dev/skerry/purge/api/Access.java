package dev.skerry.purge.api;

import dev.skerry.contract.SiteId;
import dev.skerry.contract.log.LogState;
import dev.skerry.contract.token.TokenRefusal;
import dev.skerry.contract.token.TokenVerifier;
import dev.skerry.contract.token.VerifiedToken;
import dev.skerry.purge.log.PurgeLog;
import dev.skerry.purge.progress.SiteTable;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** What every request passes first: who asks, whether we can answer, and whether the site exists. In this order. */
@Singleton
public final class Access {
    private final TokenVerifier tokens;
    private final SiteTable sites;
    private final PurgeLog log;

    /** Asks these. */
    public Access(TokenVerifier tokens, SiteTable sites, PurgeLog log) {
        this.tokens = tokens;
        this.sites = sites;
        this.log = log;
    }

    /** The caller, who may see purges of some site. */
    Caller reader(@Nullable String authorization) {
        Caller caller = caller(authorization);
        caller.requireRead();
        requireReady();
        return caller;
    }

    /** The caller, who may see purges of this site. */
    SiteId readableSite(String name, @Nullable String authorization) {
        Caller caller = caller(authorization);
        SiteId site = site(name);
        caller.requireFor(site);
        caller.requireRead();
        requireReady();
        requireKnown(site);
        return site;
    }

    /** @throws ProblemException unless the caller may purge parts of this site at least, and can */
    void requirePurger(Caller caller, SiteId site) {
        caller.requireFor(site);
        caller.requirePurge();
        requireReady();
        requireKnown(site);
    }

    /** @throws ProblemException unless the caller may see what a purge of parts of this site would hit, and can */
    void requirePreviewer(Caller caller, SiteId site) {
        caller.requireFor(site);
        caller.requirePreview(false);
        requireReady();
        requireKnown(site);
    }

    /** Who asks. */
    Caller caller(@Nullable String authorization) {
        return switch (tokens.verify(authorization)) {
            case VerifiedToken token -> new Caller(token);
            case TokenRefusal refusal -> throw new ProblemException(refusal);
        };
    }

    /** The site that is named, whether there is one or not. */
    static SiteId site(String name) {
        try {
            return new SiteId(name);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemKind.UNKNOWN_SITE, String.valueOf(e.getMessage()), e);
        }
    }

    private void requireReady() {
        LogState state = log.state();
        if (!state.isReady()) {
            throw new ProblemException(ProblemKind.NOT_READY, "purges are not served yet: " + state.detail());
        }
    }

    private void requireKnown(SiteId site) {
        if (!sites.contains(site)) {
            throw new ProblemException(
                    ProblemKind.UNKNOWN_SITE, "there is no site " + site + ": make it with skerry sites apply FILE");
        }
    }
}
