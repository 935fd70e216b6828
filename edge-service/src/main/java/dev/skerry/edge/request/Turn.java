package dev.skerry.edge.request;

import dev.skerry.contract.Fence;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.policy.KeyPart;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.purge.PurgeGuard.LeaseVerdict;
import dev.skerry.edge.sites.Site;
import org.jspecify.annotations.Nullable;

/**
 * One request's way through the pipeline: what is known of it at one moment.
 *
 * @param exchange to answer
 * @param site of its host
 * @param asked the request as the cache sees it
 * @param childFence what the asking child PoP has applied; null for a user
 * @param required what the user named and this node had not applied when it stopped waiting; null for nothing
 * @param lease what the freshness lease lets us do for the site at this moment
 * @param variant of the response that it needs (RFC 9111 §4.1), once a fill that it joined has shown what responses vary
 *     on; empty before
 * @param attempt how many fills that it joined brought nothing that it may use, from 0
 */
record Turn(
        Exchange exchange,
        Site site,
        Keyed asked,
        @Nullable Fence childFence,
        @Nullable Fence required,
        LeaseVerdict lease,
        String variant,
        int attempt) {
    /** The request as the cache sees it, and as it is asked upstream for all who ask alike. */
    RequestHead request() {
        return asked.request();
    }

    /** The request as it came, to be passed on for this user alone. */
    RequestHead received() {
        return exchange.request();
    }

    CacheKey key() {
        return asked.key();
    }

    boolean isHead() {
        return request().method().equals("HEAD");
    }

    /** The key with what fields and cookies add to it, for people. */
    String keyText() {
        @Nullable String part = request().fields().first(KeyPart.FIELD);
        return part == null ? key().toString() : key() + " " + part;
    }

    Turn of(Fence child) {
        return new Turn(exchange, site, asked, child, required, lease, variant, attempt);
    }

    Turn requiring(Fence named) {
        return new Turn(exchange, site, asked, childFence, named, lease, variant, attempt);
    }

    Turn again() {
        return new Turn(exchange, site, asked, childFence, required, lease, variant, attempt + 1);
    }

    Turn wants(String knownVariant) {
        return new Turn(exchange, site, asked, childFence, required, lease, knownVariant, attempt);
    }

    Turn at(LeaseVerdict now) {
        return new Turn(exchange, site, asked, childFence, required, now, variant, attempt);
    }
}
