package dev.skerry.edge.policy;

import java.util.Objects;
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
        CACHE_CONTROL,
        TARGETED_CACHE_CONTROL,
        HTTP_DATE,
        CURRENT_AGE,
        PRECONDITIONS,
        BYTE_RANGE,
        PARTIAL_CONTENT,
        VARY,
        QUERY,
        KEY_PART,
        CONTENT_URL,
        CACHE_STATUS,
        FRESHENING,
        INVALIDATION,
        CACHE_GROUPS,
        CONTENT_KIND,
        EARLY_HINTS;

        void check(byte[] bytes) {
            Draw draw = new Draw(bytes);
            switch (this) {
                case CACHE_CONTROL -> DirectiveTargets.cacheControl(draw);
                case TARGETED_CACHE_CONTROL -> DirectiveTargets.targetedCacheControl(draw);
                case HTTP_DATE -> DirectiveTargets.httpDate(draw);
                case CURRENT_AGE -> DirectiveTargets.currentAge(draw);
                case PRECONDITIONS -> RangeTargets.preconditions(draw);
                case BYTE_RANGE -> RangeTargets.byteRange(draw);
                case PARTIAL_CONTENT -> RangeTargets.partialContent(draw);
                case VARY -> KeyTargets.vary(draw);
                case QUERY -> KeyTargets.query(draw);
                case KEY_PART -> KeyTargets.keyPart(draw);
                case CONTENT_URL -> KeyTargets.contentUrl(draw);
                case CACHE_STATUS -> HeadTargets.cacheStatus(draw);
                case FRESHENING -> HeadTargets.freshening(draw);
                case INVALIDATION -> HeadTargets.invalidation(draw);
                case CACHE_GROUPS -> HeadTargets.cacheGroups(draw);
                case CONTENT_KIND -> HeadTargets.contentKind(draw);
                case EARLY_HINTS -> HeadTargets.earlyHints(draw);
            }
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
