package dev.skerry.edge.purge;

import dev.skerry.edge.trace.Span;
import dev.skerry.edge.trace.Tracing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a {@link LogReader} and {@link PurgeState} and records a span for each purge record that is traced: from
 * the moment it was read until it is applied and the receipt for its batch is on its way. What was in the log before the
 * node came is nobody's wait, and not recorded. Used by the reader's thread alone; holds the spans of one poll.
 */
public final class TracedLog implements LogFollower {
    private final PurgeState purges;
    private final int partitions;
    private final Tracing tracing;
    private final List<Span> open = new ArrayList<>();

    /** Follows for {@code purges}, whose log has {@code partitions} partitions. */
    public TracedLog(PurgeState purges, int partitions, Tracing tracing) {
        this.purges = purges;
        this.partitions = partitions;
        this.tracing = tracing;
    }

    @Override
    public void record(
            int partition, long offset, byte @Nullable [] key, byte @Nullable [] value, @Nullable String traceparent) {
        Span span = purges.isCaughtUp() ? tracing.purge(traceparent) : Span.NONE;
        purges.record(partition, offset, key, value, traceparent);
        if (span.equals(Span.NONE)) {
            return;
        }
        span.note("messaging.system", "kafka");
        span.note("messaging.destination.partition.id", partition);
        span.note("messaging.kafka.message.offset", offset);
        switch (LogEntry.read(partition, partitions, key, value)) {
            case LogEntry.Purge purge -> {
                span.note("skerry.purge.id", purge.id().value());
                span.note("skerry.site", purge.site().value());
                span.note("skerry.purge.selector", purge.selector().text());
            }
            case LogEntry.Poison poison -> span.fail(poison.reason());
        }
        open.add(span);
    }

    @Override
    public void gap(int partition, long end) {
        purges.gap(partition, end);
    }

    @Override
    public void position(int partition, long next) {
        purges.position(partition, next);
    }

    @Override
    public void batchEnded() {
        purges.batchEnded();
        open.forEach(Span::end);
        open.clear();
    }

    @Override
    public void lost(int partition, long begin) {
        purges.lost(partition, begin);
    }

    @Override
    public void broken(String reason) {
        purges.broken(reason);
    }
}
