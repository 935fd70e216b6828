package dev.skerry.edge.policy;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The entry of Jazzer: one target, named by the argument. See CONTRIBUTING.md. What Jazzer finds is a sequence of bytes, and
 * becomes a test of {@link PolicyFuzzTest} or of the class that it found wanting.
 */
public final class PolicyFuzz {
    private static @Nullable Target target;

    private PolicyFuzz() {}

    /** What is fuzzed. */
    enum Target {
        CACHE_CONTROL(DirectiveTargets::cacheControl),
        TARGETED_CACHE_CONTROL(DirectiveTargets::targetedCacheControl),
        HTTP_DATE(DirectiveTargets::httpDate),
        CURRENT_AGE(DirectiveTargets::currentAge),
        PRECONDITIONS(RangeTargets::preconditions),
        BYTE_RANGE(RangeTargets::byteRange),
        PARTIAL_CONTENT(RangeTargets::partialContent),
        VARY(KeyTargets::vary),
        QUERY(KeyTargets::query),
        KEY_PART(KeyTargets::keyPart),
        CONTENT_URL(KeyTargets::contentUrl),
        CACHE_STATUS(HeadTargets::cacheStatus),
        FRESHENING(HeadTargets::freshening),
        INVALIDATION(HeadTargets::invalidation),
        CACHE_GROUPS(HeadTargets::cacheGroups),
        CONTENT_KIND(HeadTargets::contentKind),
        EARLY_HINTS(HeadTargets::earlyHints);

        private final Consumer<Draw> invariants;

        Target(Consumer<Draw> invariants) {
            this.invariants = invariants;
        }

        void check(byte[] bytes) {
            invariants.accept(new Draw(bytes));
        }
    }

    /**
     * Called once, before all inputs.
     *
     * @param arguments the name of a target
     */
    public static void fuzzerInitialize(String[] arguments) {
        target = Target.valueOf(arguments[0]);
    }

    /** Called for each input. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Objects.requireNonNull(target, "no target was named").check(bytes);
    }
}
