package dev.skerry.edge.policy;

import dev.skerry.edge.policy.PolicyFuzz.Target;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The targets of the fuzzer on some random inputs, of which the seed is told; CONTRIBUTING.md says how to fuzz them. */
class PolicyFuzzTest {
    private static final int INPUTS = 3000;
    private static final int MAX_LENGTH = 160;

    @ParameterizedTest
    @EnumSource
    void the_invariants_hold_on_random_input(Target target) {
        long seed = Long.getLong("skerry.fuzz.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int input = 0; input < INPUTS; input++) {
            byte[] bytes = new byte[random.nextInt(MAX_LENGTH)];
            random.nextBytes(bytes);
            try {
                target.check(bytes);
            } catch (RuntimeException | AssertionError broken) {
                throw new AssertionError(
                        target + ", -Dskerry.fuzz.seed=" + seed + ", "
                                + HexFormat.of().formatHex(bytes),
                        broken);
            }
        }
    }
}
