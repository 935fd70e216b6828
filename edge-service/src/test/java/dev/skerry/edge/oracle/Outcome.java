package dev.skerry.edge.oracle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may follow an answer of the origin.
 *
 * @param response what arrived, a 304 already merged; null if nothing arrived
 * @param replies what the leader may get, each with the response it is made of
 * @param mayAskAgain the leader may be asked for once more
 * @param mustAskAgain and must
 * @param storing whether {@code response} may be stored
 * @param error the status if nothing arrived; else 0
 * @param spoiled a purge or an unsafe request has overtaken it: it may be stored nowhere
 * @param shareable others who asked before it was overtaken may get it
 */
record Outcome(
        @Nullable Kept response,
        List<Answer> replies,
        boolean mayAskAgain,
        boolean mustAskAgain,
        Storing storing,
        int error,
        boolean spoiled,
        boolean shareable) {
    /** A reply; {@code cached} if a cache has made it of what it held. */
    record Answer(Reply reply, @Nullable Kept of, boolean cached) {}
}
