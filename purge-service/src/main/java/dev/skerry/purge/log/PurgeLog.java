package dev.skerry.purge.log;

import dev.skerry.contract.log.KafkaConnection;
import dev.skerry.contract.log.LogState;
import dev.skerry.contract.log.TopicAdmin;
import dev.skerry.contract.log.TopicFollower;
import dev.skerry.contract.log.TopicHistory;
import dev.skerry.purge.progress.PurgeTracker;
import dev.skerry.purge.progress.SiteTable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The connection to Kafka, from the first attempt to the end: makes the topics, connects the writer, reads what there is,
 * and follows, all on the thread of its {@link TopicFollower}; the service lives meanwhile and is not ready.
 */
public final class PurgeLog implements AutoCloseable {
    private static final String CLIENT_ID = "purge-service";

    /** Clients of one kind and id get into each other's way in the metrics. */
    private static final String AUDIT_CLIENT_ID = "purge-service-audit";

    private static final String PREVIEW_CLIENT_ID = "purge-service-previews";

    /**
     * How to reach Kafka.
     *
     * @param bootstrapServers {@code HOST:PORT}, comma separated
     * @param replication copies of each topic that is created, 1 or more
     * @param forgetAfter silence after which a node is no part of the fleet any more
     */
    public record Settings(String bootstrapServers, short replication, Duration forgetAfter) {}

    private final PurgeLogWriter writer;
    private final TopicFollower follower;
    private final AuditLog audit;
    private final PreviewLog previews;

    /** Builds what {@link #start} starts; {@code nanoTime} is the monotonic clock that {@code tracker} lives on. */
    public PurgeLog(
            Settings settings, PurgeTracker tracker, SiteTable sites, LongSupplier nanoTime, InstantSource clock) {
        KafkaConnection kafka = new KafkaConnection(settings.bootstrapServers(), CLIENT_ID);
        LogTopics topics = new LogTopics(new TopicAdmin(kafka, settings.replication()));
        this.writer = new PurgeLogWriter(kafka::producer, nanoTime);
        this.audit = new AuditLog(
                writer, new TopicHistory(new KafkaConnection(settings.bootstrapServers(), AUDIT_CLIENT_ID), nanoTime));
        this.previews = new PreviewLog(
                writer, new KafkaConnection(settings.bootstrapServers(), PREVIEW_CLIENT_ID), nanoTime, clock);
        LogReader reader = new LogReader(topics, writer, tracker, sites, nanoTime, clock, settings.forgetAfter());
        this.follower = new TopicFollower(kafka, LogReader.PLAN, reader, nanoTime);
    }

    /** Starts the threads. */
    public void start() {
        follower.start();
        previews.start();
    }

    /** How far it has got. */
    public LogState state() {
        return follower.state();
    }

    /** The writer, once the state is ready. */
    public Optional<PurgeLogWriter> writer() {
        return state().isReady() ? Optional.of(writer) : Optional.empty();
    }

    /** The audit trail; writing to it fails until the state is ready. */
    public AuditLog audit() {
        return audit;
    }

    /** Questions to the nodes and their answers. */
    public PreviewLog previews() {
        return previews;
    }

    /** Ends the threads and the clients, in at most about 12 s. */
    @Override
    public void close() {
        follower.close();
        previews.close();
        writer.close();
    }
}
