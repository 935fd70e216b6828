package dev.skerry.edge.purge;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Removes what hard purges have hit from this node's memory and the PoP's shared tier, step by step, and tells how far that
 * is done. Nothing depends on it for correctness of answers: what is dead is never served ({@link PurgeGuard#verdict}).
 *
 * <p>One round, for the hard purges known at its beginning (a {@link PurgeMark}):
 *
 * <ol>
 *   <li>the memory is walked;
 *   <li>stores that began before that are waited for. Each looks at its response again once it is in
 *       ({@code TieredCache}), so nothing that the round's purges hit is put in, or comes in later;
 *   <li>the shared tier is asked for a walk that begins from now on. Whichever node of the PoP walks, it must have applied
 *       at least what this mark says, and answers all who had asked before it began.
 * </ol>
 *
 * <p>So what a node claims holds for its own stores and for what it found; that the nodes of a PoP all claim it means that
 * none of them can put back what the purges hit. One thread; time is the caller's.
 */
public final class Erasure {
    private static final Duration AGAIN = Duration.ZERO;
    private static final Duration SOON = Duration.ofMillis(5);
    private static final Duration WAITING = Duration.ofMillis(100);

    /** Between two rounds: purges that come meanwhile share the next one, so that a round is paid for twice a second at most. */
    private static final Duration REST = Duration.ofMillis(500);

    private sealed interface Stage {}

    private record Idle() implements Stage {}

    private record Memory(PurgeMark mark, ErasableTier.Walk walk) implements Stage {}

    private record Stores(PurgeMark mark, CompletableFuture<Void> ended) implements Stage {}

    private record Shared(PurgeMark mark, String ticket) implements Stage {}

    private record Walking(Shared asked, Map<String, String> tickets, Map<Integer, Long> upTo, ErasableTier.Walk walk)
            implements Stage {}

    private final PurgeState purges;
    private final ErasableTier memory;
    private final Supplier<CompletionStage<Void>> stores;
    private final @Nullable SharedErasure shared;
    private final String name;
    private final int keysPerSecond;
    private Stage stage = new Idle();
    private @Nullable PurgeMark covered;
    private long tickets;
    private long rounds;

    /**
     * Begins with nothing erased.
     *
     * @param stores completes when the stores have ended that are under way at that moment
     * @param shared null where nothing is shared
     * @param name of this start of the node; tickets of two must never be the same
     * @param keysPerSecond the most keys of the shared tier that are looked at
     */
    public Erasure(
            PurgeState purges,
            ErasableTier memory,
            Supplier<CompletionStage<Void>> stores,
            @Nullable SharedErasure shared,
            String name,
            int keysPerSecond) {
        this.purges = purges;
        this.memory = memory;
        this.stores = stores;
        this.shared = shared;
        this.name = name;
        this.keysPerSecond = keysPerSecond;
    }

    /**
     * Does a little, and publishes what has come of it.
     *
     * @return how long to wait until the next step
     * @throws ErasableTier.AwayException if the shared tier is away; the next step begins with asking it again
     */
    public Duration step() throws ErasableTier.AwayException {
        try {
            return switch (stage) {
                case Idle idle -> begin();
                case Memory(PurgeMark mark, ErasableTier.Walk walk) -> walkMemory(mark, walk);
                case Stores(PurgeMark mark, CompletableFuture<Void> ended) -> awaitStores(mark, ended);
                case Shared asked -> awaitShared(asked);
                case Walking walking -> walkShared(walking);
            };
        } catch (ErasableTier.AwayException e) {
            stage = new Idle();
            throw e;
        }
    }

    /** Rounds that have come to their end since the start. */
    public long rounds() {
        return rounds;
    }

    private Duration begin() {
        PurgeMark now = purges.mark();
        @Nullable PurgeMark before = covered;
        if (before != null && now.hasNoMoreHardThan(before)) {
            purges.erased(now.applied());
            return WAITING;
        }
        if (!now.isKnownTo(now.applied())) {
            return WAITING; // behind a gap of the log, or within a batch: nobody could claim what comes of it yet
        }
        stage = new Memory(now, memory.walk());
        return AGAIN;
    }

    private Duration walkMemory(PurgeMark mark, ErasableTier.Walk walk) throws ErasableTier.AwayException {
        if (walk.next(this::isDead) < 0) {
            stage = new Stores(mark, stores.get().toCompletableFuture());
            return AGAIN;
        }
        return SOON;
    }

    private Duration awaitStores(PurgeMark mark, CompletableFuture<Void> ended) throws ErasableTier.AwayException {
        if (!ended.isDone()) {
            return SOON;
        }
        if (shared == null) {
            return cover(mark);
        }
        Shared asked = new Shared(mark, name + "-" + tickets++);
        shared.ask(asked.ticket);
        stage = asked;
        return AGAIN;
    }

    private Duration cover(PurgeMark mark) {
        covered = mark;
        rounds++;
        purges.erased(mark.applied());
        stage = new Idle();
        return REST;
    }

    private Duration awaitShared(Shared asked) throws ErasableTier.AwayException {
        SharedErasure tier = requireShared();
        @Nullable Map<Integer, Long> upTo = tier.answer(asked.ticket);
        if (upTo != null) {
            if (asked.mark.isKnownTo(upTo)) {
                return cover(asked.mark);
            }
            stage = new Stores(asked.mark, stores.get().toCompletableFuture());
            return WAITING;
        }
        if (!tier.hold()) {
            return WAITING;
        }
        // In this order: who asked before the walk has applied no more than the walk knows, or is told that it is too
        // little.
        Map<String, String> tickets = tier.tickets();
        stage = new Walking(asked, tickets, purges.mark().applied(), tier.walk());
        return AGAIN;
    }

    private Duration walkShared(Walking walking) throws ErasableTier.AwayException {
        SharedErasure tier = requireShared();
        if (!tier.hold()) {
            stage = walking.asked;
            return WAITING;
        }
        int seen = walking.walk.next(this::isDead);
        if (seen < 0) {
            tier.answered(walking.tickets, walking.upTo);
            stage = walking.asked;
            return AGAIN;
        }
        return Duration.ofNanos(seen * 1_000_000_000L / keysPerSecond);
    }

    private SharedErasure requireShared() {
        if (shared == null) {
            throw new IllegalStateException("nothing is shared here");
        }
        return shared;
    }

    private boolean isDead(Stamp stamp) {
        return purges.verdict(stamp).mayHaveBeenHard();
    }
}
