package dev.skerry.chaos;

import dev.skerry.chaos.World.Published;
import dev.skerry.contract.PurgeStatus;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to the content store, and knows what it must have: what was answered with 2xx is there until a later upload replaces
 * it. One whose answer was lost may be there or not, but whole. A thing has one writer at a time. Thread-safe across things.
 */
final class StoreWriter {
    private static final int COUNT = World.THINGS - World.FIRST_STORED;

    private final World world;
    private final Store store;
    private final Follower follower;
    private final Tally tally;
    private final Sightings sightings;
    private final UnderWay underWay;

    /** Newest version that was answered with 2xx; 0 for none. */
    private final AtomicLongArray acknowledged = new AtomicLongArray(COUNT);

    private final AtomicReferenceArray<@Nullable String> etags = new AtomicReferenceArray<>(COUNT);

    /** 1 where it is known what the store has. */
    private final AtomicIntegerArray known = new AtomicIntegerArray(COUNT);

    /** Who takes care of the purge that came of an upload; see {@link Publisher#follow}. */
    @FunctionalInterface
    interface Follower {
        void follow(Published published, PurgeStatus purge, long sent, Set<FaultKind> during);
    }

    StoreWriter(World world, Store store, Follower follower, Tally tally, Sightings sightings, UnderWay underWay) {
        this.world = world;
        this.store = store;
        this.follower = follower;
        this.tally = tally;
        this.sightings = sightings;
        this.underWay = underWay;
    }

    /** Puts the next version of a thing into the store; whether that was acknowledged. */
    boolean publish(int thing) throws InterruptedException {
        int at = thing - World.FIRST_STORED;
        if (known.get(at) == 0 && look(thing) < 0) {
            return false;
        }
        Set<FaultKind> during = underWay.kinds();
        Published published = world.next(thing);
        long version = published.versions().getOrDefault(thing, 0L);
        long sent = System.nanoTime();
        Store.Upload upload = store.put(thing, ChaosOrigin.content(thing, version), etags.get(at));
        sightings.upload(during, upload instanceof Store.Upload.Taken);
        return switch (upload) {
            case Store.Upload.Taken taken -> {
                acknowledged.set(at, version);
                etags.set(at, taken.result().etag());
                tally.upload(taken.result().purge() == null ? "stored, the purge is owed" : "stored");
                if (taken.result().purge() != null) {
                    follower.follow(published, taken.result().purge(), sent, during);
                }
                yield true;
            }
            case Store.Upload.Refused refused -> {
                known.set(at, 0);
                tally.upload("status " + refused.status());
                yield false;
            }
            case Store.Upload.Unknown _ -> {
                known.set(at, 0);
                tally.upload("no answer");
                yield false;
            }
        };
    }

    /**
     * Looks what the store has, and finds fault with what is lost or not whole.
     *
     * @return the version; 0 for nothing, -1 if the store does not say
     */
    long look(int thing) throws InterruptedException {
        int at = thing - World.FIRST_STORED;
        Store.Stored stored = store.get(thing);
        if (stored == null) {
            return -1;
        }
        long version = stored.content() == null ? 0 : ChaosOrigin.version(thing, stored.content());
        if (version < acknowledged.get(at) || version > world.version(thing)) {
            tally.found("lost content: %s%s is there in version %d, but %d was acknowledged; wrong: %s"
                    .formatted(World.host(thing), World.path(thing), version, acknowledged.get(at), underWay));
        }
        etags.set(at, stored.etag());
        known.set(at, 1);
        return Math.max(version, 0);
    }
}
