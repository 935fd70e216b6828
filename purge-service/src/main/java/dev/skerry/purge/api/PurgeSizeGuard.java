package dev.skerry.purge.api;

import dev.skerry.contract.PopId;
import dev.skerry.contract.PurgePreview;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.purge.preview.PreviewRefusedException;
import dev.skerry.purge.preview.Previews;
import dev.skerry.purge.progress.SiteTable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Refuses a purge that would hit more of a site than its operator lets pass ({@code guardPercent}), by what the nodes say that
 * answer within {@link #PATIENCE}. A purge of URLs alone names what it hits, and passes; one of everything is all of it, and
 * nobody is asked. Thread-safe; blocks its caller.
 */
@Singleton
public final class PurgeSizeGuard {
    /** How long the nodes are waited for. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int ALL = 100;

    private final SiteTable sites;
    private final Previews previews;

    /** Asks by {@code previews}. */
    public PurgeSizeGuard(SiteTable sites, Previews previews) {
        this.sites = sites;
        this.previews = previews;
    }

    /**
     * Returns if the purge may be.
     *
     * @throws ProblemException 409 if it is too large, 503 if no node that serves has said how large, or as {@link #problem}
     */
    void check(SiteId site, List<PurgeSelector> selectors) {
        int limit = sites.purgeConfig(site).guardPercent();
        if (limit >= ALL || selectors.stream().allMatch(PurgeSelector.ByUrl.class::isInstance)) {
            return;
        }
        if (selectors.stream().anyMatch(PurgeSelector.Everything.class::isInstance)) {
            throw tooLarge("100", limit, "");
        }
        PurgePreview preview = preview(site, selectors);
        if (preview.pops().isEmpty() && !preview.missing().isEmpty()) {
            throw new ProblemException(
                    ProblemKind.PREVIEW_UNAVAILABLE,
                    "nothing was purged, since the site has a guard and none of its "
                            + preview.missing().size() + " nodes has said what would be hit: try again, or force it");
        }
        if (preview.percent() > limit) {
            String where = preview.mostHit()
                    .map(PopId::value)
                    .map(pop -> " at PoP " + pop)
                    .orElse("");
            throw tooLarge(String.format(Locale.ROOT, "%.1f", preview.percent()), limit, where);
        }
    }

    private PurgePreview preview(SiteId site, List<PurgeSelector> selectors) {
        try {
            return previews.preview(site, selectors, PATIENCE);
        } catch (PreviewRefusedException e) {
            ProblemException why = problem(e);
            throw new ProblemException(
                    why.kind(), "nothing was purged, since the site has a guard: " + why.detail() + ", or force it", e);
        }
    }

    private static ProblemException tooLarge(String percent, int limit, String where) {
        return new ProblemException(
                ProblemKind.PURGE_TOO_LARGE,
                "would hit " + percent + " % (limit " + limit + " %)" + where + ": narrow it, or force it");
    }

    /** What a client is told where nobody was asked. */
    static ProblemException problem(PreviewRefusedException e) {
        return switch (e.reason()) {
            case TOO_BUSY -> new ProblemException(ProblemKind.TOO_BUSY, e.detail() + ": try again", e);
            case UNAVAILABLE -> new ProblemException(ProblemKind.PREVIEW_UNAVAILABLE, e.detail() + ": try again", e);
            case TOO_LARGE -> new ProblemException(ProblemKind.TOO_LARGE, e.detail() + ": split it", e);
        };
    }
}
