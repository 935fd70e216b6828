package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the model holds of one URL. */
final class Slot {
    /** Newest first. */
    final List<Kept> kept = new ArrayList<>();

    /** What newer ones have taken the place of: who began to wait before may still want it validated. */
    final List<Kept> replaced = new ArrayList<>();

    /**
     * Set where the RFCs leave a choice that can't be seen from outside. From then on {@link #kept} is everything that
     * may be there, and only what is served is judged, not what is asked for.
     */
    boolean vague;

    /** Until when (milliseconds) the edge may pass requests on as they are, after an answer that was not stored. */
    long passUntil = Long.MIN_VALUE;

    /** Until when the edge may remember that each client must ask for itself. */
    long eachUntil = Long.MIN_VALUE;

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
        vague |= kept.stream().anyMatch(one -> !Variants.names(one.fields()).equals(Variants.names(response.fields())));
        // What was asked for later is newer, though it came first.
        vague |= kept.stream().anyMatch(one -> one.born() > response.born());
        if (!vague) {
            kept.stream().filter(one -> Variants.match(one, response.asked())).forEach(replaced::add);
            kept.removeAll(replaced);
        }
        kept.addFirst(response);
    }

    void clear() {
        kept.clear();
        replaced.clear();
        vague = false;
    }
}
