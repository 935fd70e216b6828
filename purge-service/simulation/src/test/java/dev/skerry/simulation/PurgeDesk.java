package dev.skerry.simulation;

import dev.skerry.contract.Json;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.contract.Topics;
import dev.skerry.purge.progress.LoggedPurge;
import dev.skerry.purge.progress.PurgeBook;
import dev.skerry.purge.progress.PurgeTracker;
import dev.skerry.purge.progress.SiteTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * purge-service: commits purges to the log, reads reports and purges back, and folds them in the real {@link PurgeTracker}. It
 * may be started anew at any time, and then knows only what the topics have.
 */
final class PurgeDesk {
    /** Its producer. */
    static final String WRITING = "purge-service writes";

    /** Its consumer, whose connection is another one. */
    static final String READING = "purge-service reads";

    private static final int MOST_RECORDS = 20;

    private final World world;
    private PurgeTracker tracker;
    private int incarnation;

    /** The highest of each node; for a rule that is taken out. */
    private final Map<NodeId, Long> incarnations = new HashMap<>();

    private int purges;
    private long nextReport;
    private long[] nextPurge;
    private long[] purgesThen = new long[0];
    private long reportsThen;
    private boolean fetching;
    private boolean asking;
    private boolean caughtUp;
    private @Nullable Proof unread;

    private record Proof(long askedAt, long end) {}

    PurgeDesk(World world) {
        this.world = world;
        this.nextPurge = new long[world.purgeTopic.partitions()];
        this.tracker = fresh();
    }

    private PurgeTracker fresh() {
        SiteTable sites = new SiteTable();
        sites.startOver();
        world.siteConfigs.forEach(
                config -> sites.put(new SiteVersion(1, config, Instant.EPOCH), world.clock.getAsLong()));
        sites.caughtUp(world.clock.getAsLong());
        return new PurgeTracker(PurgeBook.Bounds.DEFAULT, sites, world.clock, new PurgeTracker.Ends() {
            @Override
            public void completed(PurgeStatus status, boolean here) {
                PurgeDesk.this.completed(status);
            }

            @Override
            public void erased(PurgeStatus status, boolean here) {}
        });
    }

    /** Ends and starts: reports are read first, then purges, then both as they come. */
    void restart() {
        world.say("purge-service restarts");
        incarnation++;
        tracker = fresh();
        nextReport = 0;
        nextPurge = new long[world.purgeTopic.partitions()];
        IntStream.range(0, nextPurge.length)
                .forEach(partition ->
                        nextPurge[partition] = world.purgeTopic.begins().get(partition));
        reportsThen = world.receiptTopic.end(0);
        purgesThen = world.purgeTopic.ends().stream().mapToLong(Long::longValue).toArray();
        fetching = false;
        asking = false;
        caughtUp = false;
        unread = null;
    }

    private void completed(PurgeStatus status) {
        world.say(status.state() + " " + status.id() + " " + status.receipts());
        world.tally.count("purge complete");
        status.receipts().forEach(receipt -> world.tally.count("receipt " + receipt.state()));
        world.guarantee.told(status);
    }

    int open() {
        return tracker.openCount();
    }

    boolean isCaughtUp() {
        return caughtUp;
    }

    // Commit

    /** One purge with these selectors. Its records may reach the log all, in part or not at all, and so may the answer. */
    void purge(SiteId site, PurgeMode mode, List<String> selectors) {
        PurgeId id = new PurgeId("purge-" + String.format("%04d", purges++));
        PurgeTracker mine = tracker;
        int run = incarnation;
        long accepted = world.clock.getAsLong();
        world.say("purge " + id + " " + mode + " " + site + " " + selectors);
        mine.begin(id);
        int partition = Topics.partitionOf(site, world.purgeTopic.partitions());
        world.network.send(
                WRITING,
                World.LOG,
                () -> {
                    int count = selectors.size();
                    int written = world.draw.oneIn(10) ? world.draw.below(count) : count;
                    long offset = append(id, site, mode, selectors, written, partition);
                    if (written < count) {
                        mine.abandon(id);
                        return;
                    }
                    Runnable committed = () -> {
                        if (run == incarnation) {
                            long now = world.clock.getAsLong();
                            mine.committed(new LoggedPurge(
                                    id,
                                    site,
                                    mode,
                                    selectors,
                                    new Position(partition, offset),
                                    Instant.EPOCH,
                                    "simulation",
                                    new LoggedPurge.Timing(accepted, now)));
                            watch(id);
                        }
                    };
                    world.network.send(World.LOG, WRITING, committed, () -> mine.abandon(id));
                },
                () -> mine.abandon(id));
    }

    /** The publisher hears of every receipt. */
    private void watch(PurgeId id) {
        tracker.watch(id, id.value(), new PurgeTracker.Watcher() {
            @Override
            public void changed(PurgeStatus status) {
                if (status.state() == PurgeStatus.State.ERASED) {
                    world.tally.count("purge erased");
                    world.say("ERASED " + status.id());
                }
                world.guarantee.told(status);
            }

            @Override
            public void forgotten() {}
        });
    }

    private long append(PurgeId id, SiteId site, PurgeMode mode, List<String> selectors, int written, int partition) {
        Map<String, Set<String>> hits = Catalog.selectors(site);
        long offset = -1;
        for (int i = 0; i < written; i++) {
            String selector = selectors.get(i);
            PurgeRecord record = new PurgeRecord(
                    id, site, mode, PurgeSelector.parse(selector), i, selectors.size(), Instant.EPOCH, "simulation");
            offset = world.purgeTopic.append(
                    partition,
                    record.logKey().getBytes(StandardCharsets.UTF_8),
                    Json.write(record),
                    world.clock.getAsLong());
            world.guarantee.appended(
                    id,
                    site,
                    mode,
                    world.versions(site, hits.getOrDefault(selector, Set.of())),
                    offset,
                    world.events.next());
            world.say("the log has " + id + " " + selector + " at " + partition + ":" + offset + ", event "
                    + world.events.last());
        }
        return offset;
    }

    // Reading, as contract.log.TopicReading and the LogReader of purge-service have it

    void tick() {
        boolean more =
                nextReport < world.receiptTopic.end(0) || world.purgeTopic.hasMore(partition -> nextPurge[partition]);
        if (!fetching && more) {
            fetch();
        }
        prove();
    }

    private void fetch() {
        fetching = true;
        int run = incarnation;
        boolean reportsOnly = nextReport < reportsThen;
        Runnable lose = ifSame(run, () -> fetching = false);
        world.network.send(
                READING,
                World.LOG,
                ifSame(run, () -> {
                    SimulatedTopic.Fetched reports = world.receiptTopic.fetch(0, nextReport, MOST_RECORDS);
                    List<SimulatedTopic.Fetched> read = reportsOnly
                            ? List.of()
                            : IntStream.range(0, nextPurge.length)
                                    .mapToObj(partition ->
                                            world.purgeTopic.fetch(partition, nextPurge[partition], MOST_RECORDS))
                                    .toList();
                    world.network.send(World.LOG, READING, ifSame(run, () -> deliver(reports, read)), lose);
                }),
                lose);
    }

    private void deliver(SimulatedTopic.Fetched reports, List<SimulatedTopic.Fetched> read) {
        fetching = false;
        for (SimulatedTopic.Entry entry : reports.entries()) {
            long age = caughtUp ? 0 : world.clock.getAsLong() - entry.writtenAt();
            NodeReport report = Json.readMessage(entry.value(), NodeReport.class);
            long highest = incarnations.merge(report.node(), report.incarnation(), Math::max);
            if (report.incarnation() == highest || world.protocol.hearsOfLowerIncarnations()) {
                tracker.report(report, Duration.ofNanos(age));
            }
        }
        nextReport = reports.next();
        for (int partition = 0; partition < read.size(); partition++) {
            for (SimulatedTopic.Entry entry : read.get(partition).entries()) {
                read(partition, entry);
            }
            nextPurge[partition] = read.get(partition).next();
        }
        if (!caughtUp && nextReport >= reportsThen && hasReached(purgesThen)) {
            caughtUp = true;
        }
        prove();
    }

    private void read(int partition, SimulatedTopic.Entry entry) {
        PurgeRecord record;
        try {
            record = Json.readMessage(entry.value(), PurgeRecord.class);
        } catch (IllegalArgumentException poison) {
            return;
        }
        tracker.read(record, new Position(partition, entry.offset()));
    }

    private boolean hasReached(long[] ends) {
        return IntStream.range(0, ends.length).allMatch(partition -> nextPurge[partition] >= ends[partition]);
    }

    private void prove() {
        if (caughtUp && !world.protocol.silenceNeedsProof()) {
            tracker.silenceProven(world.clock.getAsLong());
        }
        if (caughtUp && unread == null && !asking && tracker.wantsProofOfSilence()) {
            asking = true;
            int run = incarnation;
            long askedAt = world.clock.getAsLong();
            Runnable lose = ifSame(run, () -> asking = false);
            world.network.send(
                    READING,
                    World.LOG,
                    ifSame(run, () -> {
                        long end = world.receiptTopic.end(0);
                        world.network.send(
                                World.LOG,
                                READING,
                                ifSame(run, () -> {
                                    asking = false;
                                    unread = new Proof(askedAt, end);
                                }),
                                lose);
                    }),
                    lose);
        }
        Proof proof = unread;
        if (proof != null && nextReport >= proof.end) {
            unread = null;
            tracker.silenceProven(proof.askedAt);
        }
    }

    private Runnable ifSame(int run, Runnable task) {
        return () -> {
            if (run == incarnation) {
                task.run();
            }
        };
    }
}
