package dev.skerry.edge.fill;

import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.policy.ResponseHead;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** One fetch of a key that is under way, and those who wait for it. Compared by identity. Thread-safe. */
public final class Fill {
    private final CacheKey key;
    private final String variant;
    private final String range;
    private final CompletableFuture<FillResult> result = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Queue<Consumer<ResponseHead>> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean invalidated;

    Fill(CacheKey key, String variant, String range) {
        this.key = key;
        this.variant = variant;
        this.range = range;
    }

    /** What is fetched. */
    public CacheKey key() {
        return key;
    }

    /** Which variant those who joined were known to want; empty if that was not known. */
    String variant() {
        return variant;
    }

    /** Which part is asked for, as {@link Inquiry#range} has it; empty for the whole. */
    String range() {
        return range;
    }

    /** Completes once the response head, or the failure, is there; never exceptionally. */
    public CompletionStage<FillResult> result() {
        return result;
    }

    /** Completes once all that will come of it is in the memory tier, or none will; never exceptionally. May come before the result. */
    CompletionStage<Void> ended() {
        return ended;
    }

    void end() {
        ended.complete(null);
    }

    /** Tells {@code listener} of each interim response (RFC 9110 §15.2) that comes from now on, on any thread. */
    public void onInterim(Consumer<ResponseHead> listener) {
        waiting.add(listener);
    }

    void interim(ResponseHead head) {
        waiting.forEach(listener -> listener.accept(head));
    }

    void complete(FillResult outcome) {
        waiting.clear();
        result.complete(outcome);
    }

    boolean isComplete() {
        return result.isDone();
    }

    /** An unsafe request changed the resource while it was fetched: what comes may be old and must not be stored. */
    void invalidate() {
        invalidated = true;
    }

    /** It is asked for once more: what was changed before concerns what comes no longer. */
    void askedAnew() {
        invalidated = false;
    }

    /** Whether that has happened: what is stored of it is no answer either. */
    public boolean isInvalidated() {
        return invalidated;
    }
}
