package dev.skerry.edge.refresh;

import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.sites.Site;
import java.util.concurrent.CompletionStage;

/** Asks again for a stored response. */
@FunctionalInterface
public interface Asking {
    /**
     * Asks, unless it turns out that there is no need or no way to.
     *
     * @param stale what a soft purge of {@code site} has hit
     * @return completes, never exceptionally, on any thread, once all that came is stored or will not be
     */
    CompletionStage<RefreshOutcome> ask(Site site, StoredResponse stale);
}
