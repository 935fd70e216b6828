package dev.skerry.edge.purge;

import dev.skerry.contract.Fence;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.Topics;
import dev.skerry.edge.policy.PurgeVerdict;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The purge protocol of one node, without Kafka: what the log has said so far, and what follows for stored responses
 * (DESIGN section 4, R1 to R5).
 *
 * <p><b>Threads.</b> One thread feeds the log ({@link LogFollower}); everything else may be called from any thread and does
 * not lock, but for {@link #whenApplied}. What makes that right is the order of the writer's steps: it indexes a purge,
 * then advances {@code applied} (R4); a reader takes {@code applied} first and asks the index afterwards. So what it found
 * not to be purged was not purged by anything below that, and the stamp may remember it.
 *
 * <p><b>Floors.</b> Where it is not known what a record purged (poison), or no longer (the index was full), a partition's floor
 * rises: every response with a fence below it counts as purged hard. The floor rises before the index forgets, and is
 * read after the index, so a reader finds either the entry or the floor.
 *
 * <p><b>Gaps.</b> Where compaction has taken a purge away before it was read, the later purge of the same selector stands for
 * it, but only once that one is indexed. Until then it would be a lie that the first has been applied: {@code applied} waits
 * before the gap until everything is indexed that the log had when the gap was seen.
 *
 * <p><b>Horizon.</b> A response whose fence is below the log's first offset may have been hit by a purge that the log no longer
 * has: it is to be revalidated.
 */
public final class PurgeState implements PurgeGuard, LogFollower {
    private static final Logger LOG = LoggerFactory.getLogger(PurgeState.class);

    private final LogExtent extent;
    private final int partitions;
    private final PurgeIndex index;
    private final FreshnessLease freshness;
    private final AppliedWaiters waiters;
    private final AtomicLongArray applied;
    private final AtomicLongArray horizons;
    private final AtomicLongArray floors;

    /** What a stamp remembers below this is void: something was indexed that is not in the order of this partition. */
    private final AtomicLongArray rechecks;

    /** By partition: {@code applied} stays where it is until the log has been read up to here. The log's thread alone. */
    private final long[] gapsUntil;

    /** By partition: what is indexed lies below; beyond {@code applied} only behind a gap. The log's thread alone. */
    private final long[] indexedUpTo;

    /** Everything below this is dead or not for all the hard purges there are: set before {@code applied} passes them. */
    private final AtomicLongArray hardUpTo;

    /** Soft purges lie below this; likewise. */
    private final AtomicLongArray softUpTo;

    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final LongAdder purges = new LongAdder();
    private final LongAdder poison = new LongAdder();
    private volatile Map<Integer, Long> erased = Map.of();
    private volatile @Nullable String brokenBy;
    private volatile Runnable afterBatch = () -> {};

    /**
     * @param extent the log at this moment; its beginnings are the first positions and the horizon
     * @param index empty, and this object's from now on
     * @param nanoTime monotonic, in nanoseconds
     */
    public PurgeState(LogExtent extent, PurgeIndex index, LongSupplier nanoTime, Timers timers) {
        this.extent = extent;
        this.partitions = extent.partitions();
        this.index = index;
        this.waiters = new AppliedWaiters(partitions, timers);
        this.applied = new AtomicLongArray(
                extent.begin().stream().mapToLong(Long::longValue).toArray());
        this.horizons = new AtomicLongArray(
                extent.begin().stream().mapToLong(Long::longValue).toArray());
        this.floors = new AtomicLongArray(partitions);
        this.rechecks = new AtomicLongArray(partitions);
        this.gapsUntil = new long[partitions];
        this.indexedUpTo = new long[partitions];
        this.hardUpTo = new AtomicLongArray(partitions);
        this.softUpTo = new AtomicLongArray(partitions);
        this.freshness = new FreshnessLease(nanoTime, FreshnessLease.LENGTH, applied::get);
        completeIfCaughtUp();
    }

    /** Calls {@code action} after every applied batch, on the log's thread; it must not wait. One at a time. */
    public void afterBatch(Runnable action) {
        afterBatch = action;
    }

    // The log's thread

    @Override
    public void record(
            int partition, long offset, byte @Nullable [] key, byte @Nullable [] value, @Nullable String traceparent) {
        switch (LogEntry.read(partition, partitions, key, value)) {
            case LogEntry.Purge purge -> {
                raise(purge.mode(), offset, SelectorHash.purged(purge.site(), purge.selector()));
                switch (purge.mode()) {
                    case HARD -> raiseHard(partition, offset + 1);
                    case SOFT -> softUpTo.set(partition, offset + 1);
                }
            }
            case LogEntry.Poison record -> poisoned(partition, offset, record);
        }
        purges.increment();
        indexedUpTo[partition] = offset + 1;
        position(partition, offset + 1);
    }

    @Override
    public void gap(int partition, long end) {
        gapsUntil[partition] = Math.max(end, gapsUntil[partition]);
    }

    @Override
    public void position(int partition, long next) {
        if (next <= applied.get(partition) || next < gapsUntil[partition]) {
            return;
        }
        applied.set(partition, next);
        waiters.advanced(partition, next);
        freshness.appliedMoved();
        completeIfCaughtUp();
    }

    @Override
    public void batchEnded() {
        afterBatch.run();
    }

    @Override
    public void lost(int partition, long begin) {
        LOG.warn("purge log partition {} lost its records below {}: older responses are revalidated", partition, begin);
        horizons.set(partition, begin);
        raiseHard(partition, begin);
        position(partition, begin);
    }

    @Override
    public void broken(String reason) {
        if (brokenBy == null) {
            LOG.error("purge log is not what it was, this node must be restarted: {}", reason);
            brokenBy = reason;
        }
        freshness.revoke();
    }

    /** Marks all hashes of one purge; where the index is full, anew in an empty one, so that none is forgotten. */
    private void raise(PurgeMode mode, long offset, long... hashes) {
        if (raiseAll(mode, offset, hashes)) {
            return;
        }
        LOG.warn("purge index is full with {} selectors: everything stored counts as purged", index.size());
        for (int partition = 0; partition < partitions; partition++) {
            raiseFloor(partition, Math.max(applied.get(partition), rechecks.get(partition)));
            raiseFloor(partition, indexedUpTo[partition]);
        }
        index.clear();
        raiseAll(mode, offset, hashes);
    }

    private boolean raiseAll(PurgeMode mode, long offset, long... hashes) {
        boolean all = true;
        for (long hash : hashes) {
            all &= index.raise(hash, mode, offset);
        }
        return all;
    }

    private void raiseFloor(int partition, long floor) {
        floors.set(partition, Math.max(floor, floors.get(partition)));
        raiseHard(partition, floor);
    }

    private void raiseHard(int partition, long next) {
        hardUpTo.set(partition, Math.max(next, hardUpTo.get(partition)));
    }

    private void poisoned(int partition, long offset, LogEntry.Poison record) {
        poison.increment();
        LOG.error(
                "purge log record {}:{} is poison, {}: purging everything of {}",
                partition,
                offset,
                record.reason(),
                record.sites().isEmpty() ? "the partition" : record.sites());
        raiseHard(partition, offset + 1);
        if (record.sites().isEmpty()) {
            raiseFloor(partition, offset + 1);
        }
        for (SiteId site : record.sites()) {
            long everything = SelectorHash.of(site, new PurgeSelector.Everything());
            int own = Topics.partitionOf(site, partitions);
            if (own == partition) {
                raise(PurgeMode.HARD, offset, everything);
            } else { // its offset means nothing to the site's fences: all that could have been fetched by now must go
                long upTo = Math.max(applied.get(own), extent.end().get(own));
                raise(PurgeMode.HARD, upTo, everything);
                rechecks.set(own, Math.max(upTo + 1, rechecks.get(own)));
            }
        }
    }

    private void completeIfCaughtUp() {
        if (caughtUp.isDone()) {
            return;
        }
        for (int partition = 0; partition < partitions; partition++) {
            if (applied.get(partition) < extent.end().get(partition)) {
                return;
            }
        }
        caughtUp.complete(null);
    }

    // The request path

    @Override
    public boolean followsLog() {
        return true;
    }

    @Override
    public Fence capture(SiteId site) {
        int partition = Topics.partitionOf(site, partitions);
        return new Fence(partition, applied.get(partition));
    }

    @Override
    public PurgeVerdict verdict(Stamp stamp) {
        int partition = stamp.fence().partition();
        if (partition >= partitions) {
            return PurgeVerdict.UNPROVEN;
        }
        long upTo = applied.get(partition);
        long checked = stamp.checkedUpTo();
        if (checked >= upTo && checked >= rechecks.get(partition)) {
            return PurgeVerdict.VALID;
        }
        return lookUp(stamp, partition, upTo);
    }

    private PurgeVerdict lookUp(Stamp stamp, int partition, long upTo) {
        long fence = stamp.fence().offset();
        boolean soft = false;
        for (int i = 0; i < stamp.selectorCount(); i++) {
            long hash = stamp.selector(i);
            if (index.highest(hash, PurgeMode.HARD) >= fence) {
                return PurgeVerdict.HARD_PURGED;
            }
            soft |= index.highest(hash, PurgeMode.SOFT) >= fence;
        }
        if (fence < floors.get(partition)) {
            return PurgeVerdict.HARD_PURGED;
        }
        if (fence < horizons.get(partition)) {
            return PurgeVerdict.UNPROVEN;
        }
        if (soft) {
            return PurgeVerdict.SOFT_PURGED;
        }
        stamp.checked(upTo);
        return PurgeVerdict.VALID;
    }

    @Override
    public boolean hasApplied(Fence fence) {
        return fence.partition() < partitions && applied.get(fence.partition()) >= fence.offset();
    }

    @Override
    public CompletionStage<Boolean> whenApplied(Fence fence, Duration atMost) {
        if (fence.partition() >= partitions || hasApplied(fence)) {
            return CompletableFuture.completedFuture(fence.partition() < partitions);
        }
        return waiters.await(fence, atMost, this::hasApplied);
    }

    @Override
    public LeaseVerdict lease(SiteConfig.Lease rules) {
        return freshness.verdict(rules);
    }

    @Override
    public Duration leaseLostFor() {
        return freshness.lostFor();
    }

    // Health, metrics, reports

    /** Completes once everything is applied that was in the log when the node began to read it. */
    public CompletionStage<Void> caughtUp() {
        return caughtUp.minimalCompletionStage();
    }

    /** Whether everything is applied that was in the log when the node began to read it. */
    boolean isCaughtUp() {
        return caughtUp.isDone();
    }

    /**
     * Completes once the node may serve: it is caught up, the fleet has heard of it, and after that it has read the log up to
     * its end again. So every purge was either applied here before, or waits for this node's receipt.
     */
    public CompletionStage<Void> joined() {
        return CompletableFuture.allOf(caughtUp, freshness.firstHeld().toCompletableFuture());
    }

    /** Why this node should get no traffic as far as purges go, for people; null if it may. */
    public @Nullable String notReadyReason() {
        String reason = brokenBy;
        if (reason != null) {
            return reason;
        }
        if (!caughtUp.isDone()) {
            return "reading the purge log: " + sum(applied) + " of "
                    + extent.end().stream().mapToLong(Long::longValue).sum();
        }
        return freshness.isHeld()
                ? null
                : "the freshness lease is lost for " + freshness.lostFor().toSeconds()
                        + " s: the purge log could not be read lately";
    }

    /** Why the log can never be trusted again, for people; null if it can. Only a new start helps. */
    public @Nullable String brokenBy() {
        return brokenBy;
    }

    private static long sum(AtomicLongArray values) {
        long sum = 0;
        for (int i = 0; i < values.length(); i++) {
            sum += values.get(i);
        }
        return sum;
    }

    /** The lease that {@link #lease} speaks of. */
    public FreshnessLease freshness() {
        return freshness;
    }

    /** Next offset to apply, by partition; sorted. */
    public Map<Integer, Long> applied() {
        return byPartition(applied);
    }

    /** How far the log is applied at this moment, and its purges; what goes through what is stored works by it. */
    public PurgeMark mark() {
        // In this order: a purge that is applied is in the others, too.
        Map<Integer, Long> now = applied();
        return new PurgeMark(now, byPartition(hardUpTo), byPartition(softUpTo));
    }

    private static Map<Integer, Long> byPartition(AtomicLongArray values) {
        Map<Integer, Long> all = new TreeMap<>();
        for (int partition = 0; partition < values.length(); partition++) {
            all.put(partition, values.get(partition));
        }
        return all;
    }

    /** Remembers what {@link #erased} says from now on. */
    void erased(Map<Integer, Long> upTo) {
        erased = upTo;
    }

    /** What hard purges below this have hit is erased from this node and its PoP's Redis, by partition; empty if unknown. */
    public Map<Integer, Long> erased() {
        return erased;
    }

    /** Records applied since the start, poison included. */
    public long purgesApplied() {
        return purges.sum();
    }

    /** Poison records met since the start. */
    public long poisonRecords() {
        return poison.sum();
    }

    /** The index, for its size. */
    public PurgeIndex index() {
        return index;
    }
}
