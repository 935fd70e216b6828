package dev.skerry.edge.refresh;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What the refresh has done since the start, and what it still has to. Thread-safe. */
public final class RefreshCounters {
    private final Map<RefreshOutcome, LongAdder> outcomes;
    private final LongAdder pauses = new LongAdder();
    private volatile int due;

    /** All zero. */
    public RefreshCounters() {
        Map<RefreshOutcome, LongAdder> all = new EnumMap<>(RefreshOutcome.class);
        for (RefreshOutcome outcome : RefreshOutcome.values()) {
            all.put(outcome, new LongAdder());
        }
        outcomes = Collections.unmodifiableMap(all);
    }

    /** How often {@code outcome} was that of an attempt. */
    public LongAdder of(RefreshOutcome outcome) {
        return Objects.requireNonNull(outcomes.get(outcome), "every outcome has a counter");
    }

    /** How often the refresh of a site was paused, since its upstream failed again and again. */
    public LongAdder pauses() {
        return pauses;
    }

    /** Responses that are still to be asked for, or being asked for. */
    public int due() {
        return due;
    }

    void due(int now) {
        due = now;
    }
}
