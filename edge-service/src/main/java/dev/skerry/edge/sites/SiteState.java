package dev.skerry.edge.sites;

import dev.skerry.contract.Json;
import dev.skerry.contract.Printable;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.edge.purge.LogExtent;
import dev.skerry.edge.purge.LogFollower;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log of site versions has said so far, without Kafka: the newest version of each site, put in force once per batch,
 * and not before all is read that was there at the start, so that no node ever serves with half of the sites.
 *
 * <p>A record without a value removes its site. A record that cannot be read changes nothing: the last good version stays
 * in force, and the record is logged and counted. Fed by one thread.
 */
public final class SiteState implements LogFollower {
    private static final Logger LOG = LoggerFactory.getLogger(SiteState.class);

    private final LogExtent extent;
    private final Sites sites;
    private final Map<SiteId, Site> active = new HashMap<>();
    private final Map<Integer, Long> positions = new HashMap<>();
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final LongAdder badRecords = new LongAdder();
    private volatile @Nullable String brokenBy;

    /**
     * Feeds {@code sites}; nobody else may.
     *
     * @param extent the log at this moment
     */
    public SiteState(LogExtent extent, Sites sites) {
        this.extent = extent;
        this.sites = sites;
        for (int partition = 0; partition < extent.partitions(); partition++) {
            positions.put(partition, extent.begin().get(partition));
        }
        completeIfCaughtUp();
    }

    @Override
    public void record(
            int partition, long offset, byte @Nullable [] key, byte @Nullable [] value, @Nullable String traceparent) {
        String name = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        try {
            SiteId id = new SiteId(name);
            if (value == null) {
                active.remove(id);
                return;
            }
            Site site = Site.of(Json.readMessage(value, SiteVersion.class));
            if (!site.id().equals(id)) {
                throw new IllegalArgumentException("its value is of site " + site.id());
            }
            active.put(id, site);
        } catch (IllegalArgumentException e) {
            badRecords.increment();
            LOG.error(
                    "site record {}:{} of '{}' is bad, its last good version stays in force: {}",
                    partition,
                    offset,
                    Printable.of(name),
                    e.getMessage());
        }
    }

    /** Of a site only its last version counts, whatever was before it. */
    @Override
    public void gap(int partition, long end) {}

    @Override
    public void position(int partition, long next) {
        positions.put(partition, next);
    }

    @Override
    public void batchEnded() {
        if (caughtUp.isDone()) {
            sites.replace(SiteTable.of(active.values()));
        } else {
            completeIfCaughtUp();
        }
    }

    @Override
    public void lost(int partition, long begin) {
        LOG.warn("site log partition {} lost its records below {}", partition, begin);
        position(partition, begin);
    }

    @Override
    public void broken(String reason) {
        LOG.error("site log is not what it was, this node must be restarted: {}", reason);
        brokenBy = reason;
    }

    private void completeIfCaughtUp() {
        for (int partition = 0; partition < extent.partitions(); partition++) {
            if (positions.getOrDefault(partition, 0L) < extent.end().get(partition)) {
                return;
            }
        }
        sites.replace(SiteTable.of(active.values()));
        caughtUp.complete(null);
    }

    /** Completes once every site is in force that was in the log when the node began to read it. */
    public CompletionStage<Void> caughtUp() {
        return caughtUp.minimalCompletionStage();
    }

    /** Why this node should get no traffic as far as sites go, for people; null if it may. */
    public @Nullable String notReadyReason() {
        return caughtUp.isDone() ? brokenBy : "reading the sites";
    }

    /** Why the log can never be trusted again, for people; null if it can. Only a new start helps. */
    public @Nullable String brokenBy() {
        return brokenBy;
    }

    /** Records that could not be read since the start. */
    public long badRecords() {
        return badRecords.sum();
    }
}
