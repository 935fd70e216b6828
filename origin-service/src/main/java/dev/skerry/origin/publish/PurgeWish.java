package dev.skerry.origin.publish;

import dev.skerry.contract.TimeSpan;
import org.jspecify.annotations.Nullable;

/**
 * What the publisher wants of the purge.
 *
 * @param waitComplete how long to wait for every PoP once it is committed; null to be content with COMMITTED
 * @param traceparent of the publishing request (W3C Trace Context), passed on; null if it had none
 */
public record PurgeWish(
        @Nullable TimeSpan waitComplete, @Nullable String traceparent) {
    /** Nothing in particular. */
    public static final PurgeWish NONE = new PurgeWish(null, null);
}
