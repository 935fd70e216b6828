package dev.skerry.purge.log;

import dev.skerry.contract.Topics;
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
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The connection to Kafka, from the first attempt to the end: makes the topics, connects the writer, reads what there is,
 * and follows, all on the thread of its {@link TopicFollower}; the service lives meanwhile and is not ready.
 */
public final class PurgeLog implements AutoCloseable {
    private static final String CLIENT_ID = "purge-service";

    /** Clients of one kind and id get into each other's way in the metrics. */
    private static final String AUDIT_CLIENT_ID = "purge-service-audit";

    private static final String REQUESTS_CLIENT_ID = "purge-service-requests";
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
    private final ResultLog results;
    private final KafkaConnection requests;
    private final LongSupplier nanoTime;
    private final WebhookLog webhooks;
    private final PreviewLog previews;

    /**
     * Builds what {@link #start} starts.
     *
     * @param webhookMarks hears of each webhook that is done with, by its id; on the reader's thread, so it returns at once
     * @param nanoTime the monotonic clock that {@code tracker} lives on
     */
    public PurgeLog(
            Settings settings,
            PurgeTracker tracker,
            SiteTable sites,
            Consumer<String> webhookMarks,
            LongSupplier nanoTime,
            InstantSource clock) {
        KafkaConnection kafka = new KafkaConnection(settings.bootstrapServers(), CLIENT_ID);
        LogTopics topics = new LogTopics(new TopicAdmin(kafka, settings.replication()));
        this.writer = new PurgeLogWriter(kafka::producer, nanoTime);
        this.audit = new AuditLog(
                writer, new TopicHistory(new KafkaConnection(settings.bootstrapServers(), AUDIT_CLIENT_ID), nanoTime));
        this.results = new ResultLog(writer);
        this.requests = new KafkaConnection(settings.bootstrapServers(), REQUESTS_CLIENT_ID);
        this.nanoTime = nanoTime;
        this.webhooks = new WebhookLog(writer);
        LogReader reader =
                new LogReader(topics, writer, tracker, sites, webhookMarks, nanoTime, clock, settings.forgetAfter());
        this.follower = new TopicFollower(kafka, LogReader.plan(clock), reader, nanoTime);
        this.previews = new PreviewLog(
                writer, new KafkaConnection(settings.bootstrapServers(), PREVIEW_CLIENT_ID), nanoTime, clock);
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

    /** Where it is said what became of requests by event; writing to it fails until the state is ready. */
    public ResultLog results() {
        return results;
    }

    /** A reader of the requests by event, which begins once it is started and the state is ready; to be closed before this. */
    public RequestReader requests(RequestHandler handler) {
        return requests(Topics.PURGE_REQUESTS, RequestReader.GROUP, handler);
    }

    /** As {@link #requests(RequestHandler)}, for tests, which have a topic and a group of their own. */
    public RequestReader requests(Topics topic, String group, RequestHandler handler) {
        return new RequestReader(
                () -> requests.consumer(group, RequestReader.BATCH), topic, this::state, handler, nanoTime);
    }

    /** What webhooks are done with; writing to it fails until the state is ready. */
    public WebhookLog webhooks() {
        return webhooks;
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
