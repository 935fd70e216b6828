package dev.skerry.edge.refresh;

import dev.skerry.edge.policy.PurgeVerdict;
import org.jspecify.annotations.Nullable;

/** What became of a response that a soft purge hit, and that was due to be asked for again. */
public enum RefreshOutcome {
    /** The origin says that it is still good. */
    VALIDATED(Kind.BROUGHT, "validated", ""),
    /** The origin has sent what is there now. */
    REPLACED(Kind.BROUGHT, "replaced", ""),
    /** What came may not be stored: what is here stays as it is, for users who ask. */
    NOT_STORED(Kind.BROUGHT, "failed", "not-stored"),
    /** What came is older than the purge, as from a shield that has not asked yet. Tried again. */
    STILL_PURGED(Kind.BROUGHT, "failed", "still-purged"),
    /** The upstream answered 429 or 500 to 599. Tried again. */
    UPSTREAM_ERROR(Kind.FAILED, "failed", "upstream-error"),
    /** The upstream gave no answer, or broke it off. Tried again. */
    NO_ANSWER(Kind.FAILED, "failed", "no-answer"),
    /** It was refreshed meanwhile: by a user, or by the refresh of another variant. */
    FRESH_ALREADY(Kind.SKIPPED, "skipped", "fresh-already"),
    /** Another node of the PoP has refreshed it: taken from the shared tier. */
    SHARED(Kind.SKIPPED, "skipped", "shared"),
    /** It is no longer in memory. */
    GONE(Kind.SKIPPED, "skipped", "gone"),
    /** A hard purge hit it since, or may have. */
    HARD_PURGED(Kind.SKIPPED, "skipped", "hard-purged"),
    /** It was chosen by a user's credentials or cookies, which are not sent without the user. */
    CREDENTIALS(Kind.SKIPPED, "skipped", "credentials"),
    /** No request for it can be made of what is known: the site's rules are others now. */
    UNKNOWN_REQUEST(Kind.SKIPPED, "skipped", "unknown-request"),
    /** The last response of its key was one that is not stored. */
    UNCACHED(Kind.SKIPPED, "skipped", "uncached"),
    /** Somebody is asking for its key already. Looked at again. */
    UNDER_WAY(Kind.SKIPPED, "skipped", "under-way"),
    /** Its site is gone, or wants no refresh any more. */
    OFF(Kind.SKIPPED, "skipped", "off"),
    /** More was hit than a node remembers. */
    TOO_MANY(Kind.SKIPPED, "skipped", "too-many");

    /** What an outcome says of the upstream. */
    enum Kind {
        /** It answers. */
        BROUGHT,
        /** It is in trouble. */
        FAILED,
        /** Nothing: it was not asked. */
        SKIPPED
    }

    private final Kind kind;
    private final String outcome;
    private final String reason;

    RefreshOutcome(Kind kind, String outcome, String reason) {
        this.kind = kind;
        this.outcome = outcome;
        this.reason = reason;
    }

    Kind kind() {
        return kind;
    }

    /** For metrics: validated, replaced, failed or skipped. */
    public String outcome() {
        return outcome;
    }

    /** For metrics: why it failed or was skipped, else empty. */
    public String reason() {
        return reason;
    }

    /** Whether another attempt may bring more. */
    boolean isTriedAgain() {
        return switch (this) {
            case STILL_PURGED, UPSTREAM_ERROR, NO_ANSWER, UNDER_WAY -> true;
            case VALIDATED,
                    REPLACED,
                    NOT_STORED,
                    FRESH_ALREADY,
                    SHARED,
                    GONE,
                    HARD_PURGED,
                    CREDENTIALS,
                    UNKNOWN_REQUEST,
                    UNCACHED,
                    OFF,
                    TOO_MANY -> false;
        };
    }

    /**
     * Why nothing need be asked for what is in memory.
     *
     * @param verdict of what is there; null if nothing is
     * @return null if it must be asked for
     */
    static @Nullable RefreshOutcome settled(@Nullable PurgeVerdict verdict) {
        return switch (verdict) {
            case null -> GONE;
            case SOFT_PURGED -> null;
            case VALID, GROUP_INVALIDATED, LEASE_LOST, BEHIND -> FRESH_ALREADY;
            case HARD_PURGED, UNPROVEN -> HARD_PURGED;
        };
    }
}
