package dev.skerry.edge.request;

import dev.skerry.contract.Fence;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SkerryHeaders;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.purge.PurgeGuard;
import java.util.List;

/**
 * What a user asks for with {@code Skerry-Fence: PARTITION:OFFSET}, the position of a purge: content that is newer than that
 * purge, so that who has purged sees the effect at whatever PoP. What was fetched with a fence beyond the offset is, and
 * what a node finds valid that has applied everything up to the offset.
 */
public sealed interface RequiredFence {
    /** Nothing in particular. */
    record None() implements RequiredFence {}

    /**
     * A purge was named.
     *
     * @param fence that proves content newer than it: the offset behind that of the purge
     */
    record AtLeast(Fence fence) implements RequiredFence {}

    /** A purge was named that can't be one. */
    record Refused(FenceRefusal reason) implements RequiredFence {}

    /** What {@code request}, of a user of {@code site}, asks for. */
    static RequiredFence of(Fields request, SiteId site, PurgeGuard guard) {
        if (!request.contains(SkerryHeaders.FENCE)) {
            return NOTHING;
        }
        List<String> lines = request.all(SkerryHeaders.FENCE);
        if (lines.size() > 1) {
            return new Refused(FenceRefusal.REPEATED);
        }
        if (!guard.followsLog()) {
            return new Refused(FenceRefusal.NO_LOG);
        }
        Fence position;
        try {
            position = Fence.parse(lines.getFirst());
        } catch (IllegalArgumentException malformed) {
            return new Refused(FenceRefusal.MALFORMED);
        }
        if (position.offset() == Long.MAX_VALUE) {
            return new Refused(FenceRefusal.MALFORMED);
        }
        return position.partition() == guard.capture(site).partition()
                ? new AtLeast(new Fence(position.partition(), position.offset() + 1))
                : new Refused(FenceRefusal.FOREIGN_PARTITION);
    }

    /** The same object each time: it is what nearly every request asks for. */
    None NOTHING = new None();
}
