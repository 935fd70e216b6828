package dev.skerry.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Worlds of random misfortune, and the guarantee in each of them. Settings: {@code skerry.simulation.seed}, {@code
 * skerry.simulation.steps}.
 */
class SimulationTest {
    private static final long SEED = Long.getLong("skerry.simulation.seed", 4);
    private static final long STEPS = Long.getLong("skerry.simulation.steps", 1_000_000);

    @Test
    void no_purged_content_is_served_and_no_receipt_lies_whatever_happens() {
        Tally tally = new Tally();
        Simulation simulation = new Simulation(SEED, Protocol.AS_IT_IS, tally);
        simulation.run(STEPS, true);
        System.out.println(simulation.summary());
        assertThat(tally.of("hit")).isPositive();
        assertThat(tally.of("crash")).isPositive();
        assertThat(tally.of("purge complete")).isPositive();
        assertThat(tally.of("refresh")).isPositive();
    }
}
