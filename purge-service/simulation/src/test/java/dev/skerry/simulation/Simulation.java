package dev.skerry.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** World after world, each from a seed of its own, until there were as many steps as wanted. */
final class Simulation {
    private static final int MOST_LINES = 400;
    private static final Duration PROGRESS = Duration.ofSeconds(30);

    /** What goes wrong here is meant to: logging it would be most of the work. Held, since loggers are else forgotten. */
    private static final Logger EDGE = Logger.getLogger("dev.skerry");

    private final long seed;
    private final Protocol protocol;
    private final Tally tally;
    private long steps;
    private int worlds;

    Simulation(long seed, Protocol protocol, Tally tally) {
        this.seed = seed;
        this.protocol = protocol;
        this.tally = tally;
    }

    /**
     * Goes through worlds until there were {@code wanted} steps.
     *
     * @param tells whether progress is printed
     * @throws Violation with all that led to it
     */
    void run(long wanted, boolean tells) {
        EDGE.setLevel(Level.OFF);
        Draw draw = new Draw(seed);
        long toldAt = System.nanoTime();
        while (steps < wanted) {
            long world = draw.seed();
            int length = 500 + draw.below(5000);
            worlds++;
            try {
                steps += live(new World(world, protocol, tally, line -> {}), length);
            } catch (Violation violation) {
                throw told(world, length, violation);
            }
            if (tells && System.nanoTime() - toldAt > PROGRESS.toNanos()) {
                toldAt = System.nanoTime();
                System.out.println(summary());
            }
        }
    }

    private static long live(World world, int length) {
        for (int i = 0; i < length; i++) {
            world.step();
        }
        world.settle();
        return world.steps();
    }

    /** The same world once more, this time with everything written down. */
    private Violation told(long world, int length, Violation first) {
        ArrayDeque<String> lines = new ArrayDeque<>();
        String found = "nothing the second time: the world is not deterministic";
        try {
            live(
                    new World(world, protocol, new Tally(), line -> {
                        lines.add(line);
                        if (lines.size() > MOST_LINES) {
                            lines.removeFirst();
                        }
                    }),
                    length);
        } catch (Violation again) {
            found = again.getMessage();
        }
        List<String> story = new ArrayList<>(lines);
        return new Violation("seed " + seed + ", world " + worlds + " (" + world + "), after " + steps
                + " steps of worlds before it: " + first.getMessage() + "\nAgain: " + found + "\n  "
                + String.join("\n  ", story));
    }

    String summary() {
        return "simulation: seed " + seed + ", " + steps + " steps, " + worlds + " worlds, " + tally;
    }
}
