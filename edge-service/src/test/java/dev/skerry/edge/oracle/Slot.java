package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the model holds of one URL. */
final class Slot {
    /** Newest first. */
    final List<Kept> kept = new ArrayList<>();

    /**
     * Set where the RFCs leave a choice that can't be seen from outside. From then on {@link #kept} is everything that
     * may be there, and only what is served is judged, not what is asked for.
     */
    boolean vague;

    /** Until when (milliseconds) the edge may pass requests on as they are, after an answer that was not stored. */
    long passUntil = Long.MIN_VALUE;

    @Nullable
    Kept select(Fields request) {
        for (Kept one : kept) {
            if (Variants.match(one, request)) {
                return one;
            }
        }
        return null;
    }

    void put(Kept response) {
        if (!vague) {
            kept.removeIf(one -> Variants.match(one, response.asked()));
        }
        kept.addFirst(response);
    }

    void clear() {
        kept.clear();
        vague = false;
    }
}
