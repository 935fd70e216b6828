package dev.skerry.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long after the end of a fault everything is ready again: all parts, and the users of each PoP. What another fault explains
 * is not waited for; that fault waits for it when it ends. All that is left must be ready within {@link #LIMIT}; the time that
 * is told is that of what the fault itself explains. Times are of one clock that only goes forward, in nanoseconds.
 * Thread-safe.
 */
final class Recovery {
    /** What is not ready by then is found fault with. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    private final Set<String> watched;
    private final Set<Fault> underWay = new HashSet<>();
    private final Map<Fault, Waiting> waiting = new HashMap<>();

    private static final class Waiting {
        final long since;
        final Set<String> missing;
        long readyAt;

        @Nullable
        String last;

        boolean isLate;

        Waiting(long since, Set<String> missing) {
            this.since = since;
            this.missing = missing;
        }
    }

    /** What came of the waiting after a fault. */
    sealed interface Outcome {
        /** What the fault explains was ready after so long, {@code last} as the last, and all else is, too. */
        record Ready(Fault fault, Duration afterEnd, String last) implements Outcome {}

        /** Nothing could be told: other faults explain all of it. */
        record Unknown(Fault fault) implements Outcome {}

        /** {@link #LIMIT} is over; told once, and the waiting goes on. */
        record Late(Fault fault, Set<String> missing) implements Outcome {}
    }

    /** @param watched names of parts, and of users ({@link Place#USERS}) */
    Recovery(Set<String> watched) {
        this.watched = Set.copyOf(watched);
    }

    /** Something goes wrong: what it explains is waited for no more. */
    synchronized List<Outcome> began(Fault fault) {
        underWay.add(fault);
        waiting.values().forEach(one -> one.missing.removeIf(fault::explains));
        return settle();
    }

    /** It is over. */
    synchronized void ended(Fault fault, long now) {
        underWay.remove(fault);
        Set<String> missing = new HashSet<>(watched);
        underWay.forEach(other -> missing.removeIf(other::explains));
        waiting.put(fault, new Waiting(now, missing));
    }

    /**
     * One of them was asked.
     *
     * @param asked when; what ended later is not judged by the answer
     * @param now when it had answered, or had not
     */
    synchronized List<Outcome> seen(String part, boolean ready, long asked, long now) {
        if (ready) {
            waiting.forEach((fault, one) -> {
                if (one.since - asked <= 0 && one.missing.remove(part) && fault.explains(part)) {
                    one.readyAt = now;
                    one.last = part;
                }
            });
            return settle();
        }
        List<Outcome> late = new ArrayList<>();
        waiting.forEach((fault, one) -> {
            if (!one.isLate && one.missing.contains(part) && now - one.since > LIMIT.toNanos()) {
                one.isLate = true;
                late.add(new Outcome.Late(fault, Set.copyOf(one.missing)));
            }
        });
        return late;
    }

    private List<Outcome> settle() {
        List<Outcome> settled = new ArrayList<>();
        waiting.forEach((fault, one) -> {
            if (one.missing.isEmpty()) {
                settled.add(
                        one.last == null
                                ? new Outcome.Unknown(fault)
                                : new Outcome.Ready(fault, Duration.ofNanos(one.readyAt - one.since), one.last));
            }
        });
        waiting.values().removeIf(one -> one.missing.isEmpty());
        return settled;
    }

    /** What is waited for now. */
    synchronized Set<String> missing() {
        Set<String> all = new HashSet<>();
        waiting.values().forEach(one -> all.addAll(one.missing));
        return all;
    }

    /** Whether everything that could be told has been told. */
    synchronized boolean isSettled() {
        return waiting.isEmpty();
    }
}
