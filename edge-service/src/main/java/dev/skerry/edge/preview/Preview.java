package dev.skerry.edge.preview;

import dev.skerry.contract.PreviewRequest;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.purge.SelectorHash;
import dev.skerry.edge.purge.Stamp;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** What a purge would hit, by the same hashes as the purge itself. Immutable. */
final class Preview {
    private final SiteId site;
    private final long[] purged;
    private final Predicate<Stamp> gone;

    /** @param gone whether a response has been hard purged already, so that it is neither there nor hit */
    Preview(SiteId site, List<PurgeSelector> selectors, Predicate<Stamp> gone) {
        this.site = site;
        this.purged = selectors.stream()
                .flatMapToLong(selector -> Arrays.stream(SelectorHash.purged(site, selector)))
                .sorted()
                .toArray();
        this.gone = gone;
    }

    /** Of a question. */
    static Preview of(PreviewRequest request, Predicate<Stamp> gone) {
        return new Preview(request.site(), request.selectors(), gone);
    }

    /** Whose responses are counted. */
    SiteId site() {
        return site;
    }

    /** Whether a response of the site, as far as it is still there, is counted at all. */
    boolean counts(Stamp stamp) {
        return !gone.test(stamp);
    }

    /** Whether the purge would hit the response that has this stamp. */
    boolean hits(Stamp stamp) {
        for (int i = 0; i < stamp.selectorCount(); i++) {
            if (Arrays.binarySearch(purged, stamp.selector(i)) >= 0) {
                return true;
            }
        }
        return false;
    }
}
