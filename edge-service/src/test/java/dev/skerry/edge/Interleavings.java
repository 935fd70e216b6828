package dev.skerry.edge;

import java.util.List;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuarantee;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * Lincheck: random scenarios of three threads run on a class, and what the threads see must be what one thread would
 * have seen, some order of the operations given (linearizability). A failure is printed as a scenario made small,
 * with every switch between threads.
 *
 * <p>Scenarios are the same in each run. How many, and how often each is run: {@code -Dskerry.lincheck.iterations} and
 * {@code -Dskerry.lincheck.invocations}; the defaults are for every build, some ten times as many for who changes one
 * of these classes.
 */
public final class Interleavings {
    /** Of tests that run in a JVM of their own: each look at a class rewrites all that are loaded, of which others have many. */
    public static final String TAG = "lincheck";

    private static final int THREADS = 3;
    private static final int OPERATIONS_PER_THREAD = 3;

    /** Turns of a loop that are taken for a loop without end. */
    private static final int LOOP_BOUND = 1000;

    private Interleavings() {}

    /**
     * Runs each scenario in many different interleavings, one switch more at a time: sequentially consistent ones only.
     *
     * @param operations with {@code @Operation}s; public, with a public constructor
     * @param specification the same methods, for one thread
     * @throws AssertionError with the scenario, if no order explains what was seen
     */
    public static void explore(Class<?> operations, Class<?> specification) {
        bounded(modelChecking(), specification, 8, 150).check(operations);
    }

    /**
     * As {@link #explore}, where some packages are too large to look into: each method of theirs is a single step,
     * with all that it calls.
     *
     * @param packages what the names of their classes begin with
     */
    public static void exploreAround(List<String> packages, Class<?> operations, Class<?> specification) {
        ManagedStrategyGuarantee single = ManagedStrategyGuaranteeKt.forClasses(
                        name -> packages.stream().anyMatch(name::startsWith))
                .allMethods()
                .treatAsAtomic();
        bounded(modelChecking().addGuarantee(single), specification, 3, 50).check(operations);
    }

    /**
     * As {@link #explore}, for one scenario that random ones meet too seldom.
     *
     * @param before names of operations without arguments, run before the threads begin
     * @param threads the same, for each thread
     */
    public static void exploreScenario(
            Class<?> operations, Class<?> specification, List<String> before, List<List<String>> threads) {
        ExecutionScenario scenario = new ExecutionScenario(
                actors(operations, before),
                threads.stream().map(names -> actors(operations, names)).toList(),
                List.of(),
                null);
        bounded(modelChecking(), specification, 0, 1000)
                .iterations(0) // no random ones, whatever the property says
                .addCustomScenario(scenario)
                .check(operations);
    }

    private static List<Actor> actors(Class<?> operations, List<String> names) {
        return names.stream().map(name -> actor(operations, name)).toList();
    }

    private static Actor actor(Class<?> operations, String name) {
        try {
            return new Actor(operations.getMethod(name), List.of());
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException("no operation " + name + " of " + operations, e);
        }
    }

    /** As {@link #explore}, on the machine's own threads and memory, whatever interleavings these bring. */
    public static void stress(Class<?> operations, Class<?> specification) {
        bounded(new StressOptions(), specification, 10, 500).check(operations);
    }

    private static ModelCheckingOptions modelChecking() {
        return new ModelCheckingOptions().loopBound(LOOP_BOUND);
    }

    private static <T extends Options<T, ?>> T bounded(
            T options, Class<?> specification, int iterations, int invocations) {
        return options.iterations(Integer.getInteger("skerry.lincheck.iterations", iterations))
                .invocationsPerIteration(Integer.getInteger("skerry.lincheck.invocations", invocations))
                .threads(THREADS)
                .actorsPerThread(OPERATIONS_PER_THREAD)
                .actorsBefore(2)
                .actorsAfter(1)
                .sequentialSpecification(specification);
    }
}
