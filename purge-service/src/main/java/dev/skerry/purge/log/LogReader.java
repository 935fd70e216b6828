package dev.skerry.purge.log;

import dev.skerry.contract.Json;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.SiteVersion;
import dev.skerry.contract.Topics;
import dev.skerry.contract.log.SiteRecord;
import dev.skerry.contract.log.TopicListener;
import dev.skerry.contract.log.TopicPlan;
import dev.skerry.contract.log.TopicSource;
import dev.skerry.contract.log.UnfitTopicException;
import dev.skerry.purge.progress.PurgeTracker;
import dev.skerry.purge.progress.SiteTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Takes in everything that purge-service needs to know: first the sites, the last report of every node and what webhooks are
 * done with, then the purges of the past, which so are folded against the whole fleet; after that all of them as they come.
 *
 * <p>Records that cannot be read are passed over: a purge that is not understood here is merely not listed (the nodes
 * apply it more broadly than asked), a report that is not understood leaves its node pending, and a site keeps the
 * configuration it had.
 */
final class LogReader implements TopicListener {
    /** No webhook of a purge that is older is made up for, and what is done with is marked after the purge. */
    private static final Duration OLDEST_MARK = Duration.ofHours(25);

    private final LogTopics topics;
    private final PurgeLogWriter writer;
    private final PurgeTracker tracker;
    private final SiteTable sites;
    private final Consumer<String> webhookMarks;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private final Duration forgetAfter;
    private long oldestReport;
    private boolean caughtUp;

    /**
     * Builds the listener of a follower.
     *
     * @param webhookMarks hears of each webhook that is done with, by its id
     * @param forgetAfter while catching up, reports older than this by their timestamp are of nodes long gone
     */
    LogReader(
            LogTopics topics,
            PurgeLogWriter writer,
            PurgeTracker tracker,
            SiteTable sites,
            Consumer<String> webhookMarks,
            LongSupplier nanoTime,
            InstantSource clock,
            Duration forgetAfter) {
        this.topics = topics;
        this.writer = writer;
        this.tracker = tracker;
        this.sites = sites;
        this.webhookMarks = webhookMarks;
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.forgetAfter = forgetAfter;
    }

    /** A node's silence is proven by the reports alone, however many purges are still to be read. */
    static TopicPlan plan(InstantSource clock) {
        return new TopicPlan(
                List.of(
                        TopicSource.whole(Topics.SITES),
                        TopicSource.whole(Topics.RECEIPTS),
                        new TopicSource(Topics.WEBHOOKS, new TopicSource.Start.Since(OLDEST_MARK, clock))),
                List.of(TopicSource.whole(Topics.PURGES)),
                List.of(Topics.RECEIPTS));
    }

    @Override
    public void connect() throws InterruptedException, UnfitTopicException {
        topics.ensure();
        writer.connect();
    }

    @Override
    public void startOver() {
        oldestReport = clock.instant().minus(forgetAfter).toEpochMilli();
        caughtUp = false;
        sites.startOver();
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> record) {
        String topic = record.topic();
        if (topic.equals(Topics.SITES.name())) {
            site(SiteRecord.of(record), nanoTime.getAsLong() - age(record).toNanos());
        } else if (record.value() == null) {
            // Compaction's mark of what is gone: a purge stays listed, and a node that says no more goes silent.
            return;
        } else if (topic.equals(Topics.WEBHOOKS.name())) {
            webhookMarks.accept(webhook(record));
        } else if (topic.equals(Topics.PURGES.name())) {
            Position position = new Position(record.partition(), record.offset());
            tracker.read(Json.readMessage(record.value(), PurgeRecord.class), position);
        } else if (caughtUp || record.timestamp() >= oldestReport) {
            tracker.report(Json.readMessage(record.value(), NodeReport.class), age(record));
        }
    }

    private static String webhook(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        if (key == null) {
            throw new IllegalArgumentException("a mark without key: it must be the id of a webhook");
        }
        return new String(key, StandardCharsets.UTF_8);
    }

    private void site(SiteRecord record, long at) {
        SiteVersion version = record.version();
        if (version == null) {
            sites.remove(record.site(), at);
        } else {
            sites.put(version, at);
        }
    }

    /** What comes while we follow is new by our own clock; before that, only its writer's clock can tell. */
    private Duration age(ConsumerRecord<byte[], byte[]> record) {
        if (caughtUp) {
            return Duration.ZERO;
        }
        return Duration.ofMillis(Math.max(0, clock.instant().toEpochMilli() - record.timestamp()));
    }

    @Override
    public void caughtUp() {
        caughtUp = true;
        sites.caughtUp(nanoTime.getAsLong());
    }

    @Override
    public boolean wantsProof() {
        return tracker.wantsProofOfSilence();
    }

    @Override
    public void proven(long askedAt, Map<TopicPartition, Long> ends) {
        tracker.silenceProven(askedAt);
    }
}
