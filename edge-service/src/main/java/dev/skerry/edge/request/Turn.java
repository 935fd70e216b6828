package dev.skerry.edge.request;

import dev.skerry.contract.Fence;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.purge.PurgeGuard.LeaseVerdict;
import dev.skerry.edge.sites.Site;
import org.jspecify.annotations.Nullable;

/**
 * One request's way through the pipeline: what is known of it, fixed once it is looked up.
 *
 * @param exchange to answer
 * @param site of its host
 * @param key of its URL
 * @param childFence what the asking child PoP has applied; null for a user
 * @param lease what the freshness lease lets us do for the site
 * @param attempt how many fills that it joined a purge has overtaken, from 0
 */
record Turn(
        Exchange exchange,
        Site site,
        CacheKey key,
        @Nullable Fence childFence,
        LeaseVerdict lease,
        int attempt) {
    RequestHead request() {
        return exchange.request();
    }

    boolean isHead() {
        return request().method().equals("HEAD");
    }

    Turn again() {
        return new Turn(exchange, site, key, childFence, lease, attempt + 1);
    }
}
