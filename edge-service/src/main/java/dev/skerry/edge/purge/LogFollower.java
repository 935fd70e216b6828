package dev.skerry.edge.purge;

import org.jspecify.annotations.Nullable;

/** Takes what a {@link LogReader} reads, in order, all on the reader's thread. */
public interface LogFollower {
    /**
     * A record; of one partition they come in the order of their offsets, which may have gaps.
     *
     * @param traceparent the record's header of that name (W3C Trace Context); null without
     */
    void record(
            int partition, long offset, byte @Nullable [] key, byte @Nullable [] value, @Nullable String traceparent);

    /**
     * Compaction has taken records away that were not read yet, and keeps later ones of the same keys in their place, all of
     * them below {@code end}. Told before the record, or the position, behind the gap.
     */
    void gap(int partition, long end);

    /** No record below {@code next} is still to come; also told where compaction has left nothing to read. */
    void position(int partition, long next);

    /** Records or positions were told, and for now there are no more. */
    void batchEnded();

    /** The log has lost its records below {@code begin} before they were read; reading goes on from there. */
    void lost(int partition, long begin);

    /** The log is not the one it was, so its offsets mean nothing any more; reading has ended for good. */
    void broken(String reason);
}
