package dev.skerry.telemetry.fleet;

import dev.skerry.contract.PopId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts requests and hits per PoP in {@value #STEPS} steps of {@value #STEP_MILLIS} ms. Steps lie on the wall clock, so
 * that counters read again after a restart fall where they belong. One thread at a time; as many rings of fixed size as
 * there are PoPs, and a PoP is dropped once all its steps are past.
 */
final class TrafficHistory {
    static final long STEP_MILLIS = 5_000;
    static final int STEPS = 60;

    /** One slot more than is shown: the step under way. */
    private static final int SLOTS = STEPS + 1;

    private static final class Ring {
        final long[] requests = new long[SLOTS];
        final long[] hits = new long[SLOTS];
        long newest;

        Ring(long step) {
            newest = step;
        }

        boolean remembers(long step) {
            return step > newest - SLOTS && step <= newest;
        }

        void advance(long step) {
            for (long fresh = Math.max(newest + 1, step - SLOTS + 1); fresh <= step; fresh++) {
                requests[slot(fresh)] = 0;
                hits[slot(fresh)] = 0;
            }
            newest = Math.max(newest, step);
        }
    }

    private final Map<PopId, Ring> rings = new HashMap<>();

    private static int slot(long step) {
        return Math.floorMod(step, SLOTS);
    }

    /** Adds what a node counted up to {@code at}; what is older than the history is let go. */
    void add(PopId pop, Instant at, long requests, long hits) {
        long step = Math.floorDiv(at.toEpochMilli(), STEP_MILLIS);
        Ring ring = rings.computeIfAbsent(pop, absent -> new Ring(step));
        ring.advance(step);
        if (ring.remembers(step)) {
            ring.requests[slot(step)] += requests;
            ring.hits[slot(step)] += hits;
        }
    }

    /** The steps that ended by {@code now}. */
    FleetHistory upTo(Instant now) {
        long end = Math.floorDiv(now.toEpochMilli(), STEP_MILLIS);
        rings.values().removeIf(ring -> ring.newest < end - STEPS);
        SortedMap<PopId, FleetHistory.Series> pops = new TreeMap<>();
        long[] requests = new long[STEPS];
        long[] hits = new long[STEPS];
        rings.forEach((pop, ring) -> {
            List<Long> ofPop = new ArrayList<>(STEPS);
            List<Long> hitsOfPop = new ArrayList<>(STEPS);
            for (int i = 0; i < STEPS; i++) {
                long step = end - STEPS + i;
                long count = ring.remembers(step) ? ring.requests[slot(step)] : 0;
                long hit = ring.remembers(step) ? ring.hits[slot(step)] : 0;
                requests[i] += count;
                hits[i] += hit;
                ofPop.add(count);
                hitsOfPop.add(hit);
            }
            pops.put(pop, new FleetHistory.Series(ofPop, hitsOfPop));
        });
        return new FleetHistory(
                Instant.ofEpochMilli(end * STEP_MILLIS),
                STEP_MILLIS,
                new FleetHistory.Series(list(requests), list(hits)),
                pops);
    }

    private static List<Long> list(long[] values) {
        List<Long> list = new ArrayList<>(values.length);
        for (long value : values) {
            list.add(value);
        }
        return list;
    }
}
