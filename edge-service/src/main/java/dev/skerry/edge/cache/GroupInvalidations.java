package dev.skerry.edge.cache;

import dev.skerry.contract.SiteId;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When each group of responses was last invalidated (RFC 9875). A response of the group whose request was sent at that time
 * or before is doubtful from then on: it must be validated before any use. That includes what is under way, and nothing has
 * to be found or removed. Doubt triggers nothing further, so invalidation does not cascade.
 *
 * <p>Times are of the node's own wall clock, in milliseconds since 1970, the same that request times are taken from. What
 * another node stored is compared by that node's clock, so an invalidation may miss what a node that is ahead fetched just
 * before it.
 *
 * <p><b>Reach.</b> This node alone, as the rest of what an unsafe request invalidates in memory (RFC 9111 §4.4): the nodes on
 * the way of the unsafe request hear of it, from the origin to the user, and nobody else. Redis is not told. Who needs all of
 * the fleet gives responses a surrogate key, and purges.
 *
 * <p><b>Bound.</b> {@value #MAX_GROUPS} groups. Beyond that the older half is forgotten, and whatever has any group and was
 * asked for before the youngest of those is doubtful: too much, and never too little.
 *
 * <p>Thread-safe. The floor rises before groups are forgotten, and is read after them, so a reader finds one or the other.
 */
final class GroupInvalidations {
    static final int MAX_GROUPS = 10_000;

    private record Group(SiteId site, String host, String name) {}

    private final ConcurrentHashMap<Group, Long> lastMs = new ConcurrentHashMap<>();
    private volatile long floorMs = Long.MIN_VALUE;

    /** Makes doubtful what was asked for at {@code nowMs} or before and is in one of {@code groups} of a host. */
    void invalidate(SiteId site, String host, Collection<String> groups, long nowMs) {
        for (String name : groups) {
            lastMs.merge(new Group(site, host, name), nowMs, Math::max);
        }
        if (lastMs.size() > MAX_GROUPS) {
            forgetOlderHalf();
        }
    }

    private synchronized void forgetOlderHalf() {
        List<Long> times = lastMs.values().stream().sorted().toList();
        if (times.size() <= MAX_GROUPS) {
            return;
        }
        long median = times.get(times.size() / 2);
        floorMs = Math.max(floorMs, median);
        lastMs.values().removeIf(time -> time <= median);
    }

    /** Whether {@code response} must be validated before any use; costs nothing where it has no groups. */
    boolean doubts(StoredResponse response) {
        List<String> groups = response.view().groups();
        if (groups.isEmpty()) {
            return false;
        }
        long asked = response.view().requestTimeMs();
        CacheKey key = response.key();
        for (String name : groups) {
            @Nullable Long invalidated = lastMs.get(new Group(key.site(), key.host(), name));
            if (invalidated != null && invalidated >= asked) {
                return true;
            }
        }
        return floorMs >= asked;
    }

    /** Groups held. */
    int size() {
        return lastMs.size();
    }
}
