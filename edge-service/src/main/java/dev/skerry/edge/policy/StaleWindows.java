package dev.skerry.edge.policy;

import dev.skerry.edge.policy.CacheControl.Flag;
import dev.skerry.edge.policy.CacheControl.Span;

/**
 * For how long a response may be used stale: what it states, else what the site says (RFC 5861, RFC 9111 §4.2.4).
 *
 * @param forbidden it must not be used stale; both windows are 0 then
 * @param whileRevalidateMs 0 or more
 * @param ifErrorMs 0 or more
 */
record StaleWindows(boolean forbidden, long whileRevalidateMs, long ifErrorMs) {
    private static final StaleWindows FORBIDDEN = new StaleWindows(true, 0, 0);

    /** @param origin the directives of the response that apply to us */
    static StaleWindows of(CacheControl origin, CacheRules.Stale rules) {
        if (forbids(origin, rules)) {
            return FORBIDDEN;
        }
        return new StaleWindows(
                false,
                origin.millis(Span.STALE_WHILE_REVALIDATE).orElse(rules.whileRevalidateMs()),
                origin.millis(Span.STALE_IF_ERROR).orElse(rules.ifErrorMs()));
    }

    private static boolean forbids(CacheControl origin, CacheRules.Stale rules) {
        boolean statesWindow = origin.has(Span.STALE_WHILE_REVALIDATE) || origin.has(Span.STALE_IF_ERROR);
        if (rules.shared() && statesWindow && origin.has(Span.S_MAXAGE)) {
            return origin.has(Flag.MUST_REVALIDATE) || origin.has(Flag.PROXY_REVALIDATE) || origin.has(Flag.NO_CACHE);
        }
        return origin.forbidsStale();
    }
}
