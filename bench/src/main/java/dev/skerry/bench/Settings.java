package dev.skerry.bench;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says; each benchmark has defaults of its own for what it does not.
 *
 * @param rate purges a second
 * @param seconds measured, or of a round
 * @param warmup seconds that do not count
 * @param rounds interleaved
 * @param nodes of the fleet
 * @param selectors in all, or of a purge
 * @param objects stored
 * @param connections of users
 */
record Settings(
        @Nullable Integer rate,
        @Nullable Integer seconds,
        @Nullable Integer warmup,
        @Nullable Integer rounds,
        @Nullable Integer nodes,
        @Nullable Integer selectors,
        @Nullable Integer objects,
        @Nullable Integer connections) {
    /** @throws IllegalArgumentException unless all that is given is 1 or more; a warm-up may be 0 */
    Settings {
        boolean wrong = Stream.of(rate, seconds, rounds, nodes, selectors, objects, connections)
                .anyMatch(value -> value != null && value < 1);
        if (wrong || (warmup != null && warmup < 0)) {
            throw new IllegalArgumentException("a setting is too small: use 1 or more, for --warmup 0 or more");
        }
    }

    static int or(@Nullable Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }

    /** @param otherwise where the command line says nothing */
    int warmupSeconds(int otherwise) {
        return or(warmup, otherwise);
    }
}
