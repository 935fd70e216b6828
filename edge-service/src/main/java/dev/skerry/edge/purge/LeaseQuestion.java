package dev.skerry.edge.purge;

import java.util.List;
import java.util.Map;

/**
 * The question where the purge log ends, without Kafka: {@link LeaseKeeper} asks it. What it proves holds from before it was
 * asked, so it is to be made first and sent afterwards.
 */
public final class LeaseQuestion {
    private final PurgeState purges;
    private final Map<Integer, Long> applied;
    private final long askedAt;

    /** A question that is about to be sent. */
    public LeaseQuestion(PurgeState purges) {
        this.purges = purges;
        this.applied = purges.applied();
        this.askedAt = purges.freshness().now();
    }

    /**
     * Takes the answer. One that lies before what had been applied when it was asked for proves nothing: it comes from a broker
     * that is behind.
     *
     * @param ends the log's end offset by partition
     * @return whether it proves anything
     */
    public boolean answered(List<Long> ends) {
        boolean reaches = applied.entrySet().stream().allMatch(next -> ends.get(next.getKey()) >= next.getValue());
        if (reaches) {
            purges.freshness().asked(askedAt, ends);
        }
        return reaches;
    }
}
