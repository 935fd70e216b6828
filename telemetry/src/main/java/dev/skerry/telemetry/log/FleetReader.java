package dev.skerry.telemetry.log;

import dev.skerry.contract.Json;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.NodeStats;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.SiteVersion;
import dev.skerry.contract.Topics;
import dev.skerry.contract.log.SiteRecord;
import dev.skerry.contract.log.TopicListener;
import dev.skerry.contract.log.TopicPlan;
import dev.skerry.contract.log.TopicSource;
import dev.skerry.contract.log.TopicSource.Start;
import dev.skerry.telemetry.fleet.FleetView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Takes in what the console shows: first the sites and the last report of every node; then, judged against those, the end
 * of the purge log and the counters of the last minutes; after that all four as they come.
 *
 * <p>A record that cannot be read, or that the view refuses, is passed over: what the console shows is then older than it
 * could be, and nothing else is wrong.
 */
final class FleetReader implements TopicListener {
    private static final long CONTACT_EVERY_NANOS = 1_000_000_000;

    /** Offsets at the end of each partition of the purge log that are read: more than the purges that are kept. */
    private static final long PURGE_TAIL = 4_096;

    /** How far back counters are read, so that the history of the last minutes survives a restart. */
    private static final Duration STATS_TAIL = Duration.ofMinutes(5);

    private final FleetView view;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private boolean caughtUp;
    private long wantedAt;

    /** Builds the listener of a follower. */
    FleetReader(FleetView view, LongSupplier nanoTime, InstantSource clock) {
        this.view = view;
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /** What is read, and from where. */
    TopicPlan plan() {
        return new TopicPlan(
                List.of(TopicSource.whole(Topics.SITES), TopicSource.whole(Topics.RECEIPTS)),
                List.of(
                        new TopicSource(Topics.PURGES, new Start.Last(PURGE_TAIL)),
                        new TopicSource(Topics.STATS, new Start.Since(STATS_TAIL, clock))),
                List.of(Topics.SITES, Topics.RECEIPTS, Topics.PURGES, Topics.STATS));
    }

    @Override
    public void startOver() {
        view.startOver();
        caughtUp = false;
    }

    @Override
    public void caughtUp() {
        caughtUp = true;
        wantedAt = nanoTime.getAsLong() - CONTACT_EVERY_NANOS;
    }

    /** Once a second, and at once when everything has been read. */
    @Override
    public boolean wantsProof() {
        long now = nanoTime.getAsLong();
        boolean wanted = now - wantedAt >= CONTACT_EVERY_NANOS;
        if (wanted) {
            wantedAt = now;
        }
        return wanted;
    }

    @Override
    public void proven(long askedAt, Map<TopicPartition, Long> ends) {
        Map<Integer, Long> logEnds = new HashMap<>();
        ends.forEach((partition, end) -> {
            if (partition.topic().equals(Topics.PURGES.name())) {
                logEnds.put(partition.partition(), end);
            }
        });
        view.contact(askedAt, logEnds);
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> record) {
        String topic = record.topic();
        byte[] value = record.value();
        if (topic.equals(Topics.SITES.name())) {
            site(SiteRecord.of(record), age(record));
        } else if (value != null) {
            if (topic.equals(Topics.RECEIPTS.name())) {
                view.report(Json.readMessage(value, NodeReport.class), age(record));
            } else if (topic.equals(Topics.STATS.name())) {
                view.stats(Json.readMessage(value, NodeStats.class), age(record));
            } else {
                view.purge(
                        Json.readMessage(value, PurgeRecord.class), new Position(record.partition(), record.offset()));
            }
        }
    }

    private void site(SiteRecord record, Duration age) {
        SiteVersion version = record.version();
        if (version == null) {
            view.siteRemoved(record.site());
        } else {
            view.site(version, age);
        }
    }

    /** What comes while we follow is new by our own clock; before that, only its writer's clock can tell. */
    private Duration age(ConsumerRecord<byte[], byte[]> record) {
        if (caughtUp) {
            return Duration.ZERO;
        }
        long millis = clock.instant().toEpochMilli() - record.timestamp();
        return Duration.ofMillis(Math.max(0, millis));
    }
}
