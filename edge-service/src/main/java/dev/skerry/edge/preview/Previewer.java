package dev.skerry.edge.preview;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.contract.PreviewAnswer;
import dev.skerry.contract.PreviewRequest;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.purge.ErasableTier.AwayException;
import dev.skerry.edge.purge.SharedStamps;
import dev.skerry.edge.purge.Stamp;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what a purge would hit: in the node's memory, and in its PoP's Redis if no other node of the PoP does. Each of both is
 * looked at for {@link #LIMIT} at most, Redis up to {@value #MAX_SHARED} keys; what was not looked at then is not counted, and
 * the answer says so. Changes nothing: what is looked at does not count as used. For one thread.
 */
public final class Previewer {
    /** How long one tier is looked at. */
    static final Duration LIMIT = Duration.ofSeconds(1);

    /** How many keys of Redis are looked at. */
    static final int MAX_SHARED = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(Previewer.class);

    /** How often the clock is asked. */
    private static final int SLICE = 1000;

    private final PopId pop;
    private final NodeId node;
    private final Supplier<Iterator<StoredResponse>> memory;
    private final @Nullable SharedStamps shared;
    private final Predicate<Stamp> gone;
    private final LongSupplier nanoTime;

    /**
     * @param memory all that it holds, without counting as a use
     * @param shared null where nothing is shared
     * @param gone whether a response has been hard purged already
     */
    public Previewer(
            PopId pop,
            NodeId node,
            Supplier<Iterator<StoredResponse>> memory,
            @Nullable SharedStamps shared,
            Predicate<Stamp> gone,
            LongSupplier nanoTime) {
        this.pop = pop;
        this.node = node;
        this.memory = memory;
        this.shared = shared;
        this.gone = gone;
        this.nanoTime = nanoTime;
    }

    /** Answers a question, after some 2 s at most and what Redis takes for its last answer. */
    PreviewAnswer answer(PreviewRequest request) {
        Preview preview = Preview.of(request, gone);
        Set<String> samples = new LinkedHashSet<>();
        PreviewAnswer.Count own = memory(preview, samples);
        return new PreviewAnswer(
                request.id(),
                pop,
                node,
                own,
                shared(request, preview),
                samples.stream().toList());
    }

    private PreviewAnswer.Count memory(Preview preview, Set<String> samples) {
        PreviewCount count = new PreviewCount(preview);
        long begun = nanoTime.getAsLong();
        Iterator<StoredResponse> all = memory.get();
        while (all.hasNext()) {
            if (count.lookedAt() % SLICE == SLICE - 1 && isOver(begun)) {
                return count.result(false);
            }
            StoredResponse response = all.next();
            count.lookedAt(1);
            CacheKey key = response.key();
            if (key.site().equals(preview.site())
                    && count.add(response.stamp(), response.weight())
                    && samples.size() < PreviewAnswer.MAX_SAMPLES) {
                samples.add("http://" + key.host() + key.url().target());
            }
        }
        return count.result(true);
    }

    private PreviewAnswer.@Nullable Count shared(PreviewRequest request, Preview preview) {
        SharedStamps tier = shared;
        if (tier == null) {
            return null;
        }
        try {
            if (!tier.claim(request.id())) {
                return null;
            }
            PreviewCount count = new PreviewCount(preview);
            long begun = nanoTime.getAsLong();
            SharedStamps.Walk walk = tier.walk(preview.site());
            for (int seen = walk.next(count::add); seen >= 0; seen = walk.next(count::add)) {
                count.lookedAt(seen);
                if (count.lookedAt() >= MAX_SHARED || isOver(begun)) {
                    return count.result(false);
                }
            }
            return count.result(true);
        } catch (AwayException e) {
            LOG.warn("a preview without what is in Redis: {}", e.getMessage());
            return null;
        }
    }

    private boolean isOver(long begun) {
        return nanoTime.getAsLong() - begun > LIMIT.toNanos();
    }
}
