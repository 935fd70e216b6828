package dev.skerry.simulation;

import dev.skerry.contract.Json;
import dev.skerry.contract.NodeReport;
import dev.skerry.edge.purge.LeaseQuestion;
import dev.skerry.edge.purge.LogCursor;
import dev.skerry.edge.purge.LogExtent;
import dev.skerry.edge.purge.LogFollower;
import dev.skerry.edge.purge.Reporter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the threads of a node do with Kafka: it reads the purge log, asks where it ends, and reports. One fetch, one question
 * and one report are under way at a time, each of which may be lost on either way.
 */
final class LogSide {
    private static final long ASK_EVERY = Duration.ofMillis(500).toNanos();
    private static final long REPORT_EVERY =
            Duration.ofMillis(NodeReport.HEARTBEAT_MILLIS).toNanos();
    private static final int MOST_RECORDS = 3;

    private final World world;
    private final Node.Run node;
    private final Reporter reporter;
    private final LogCursor cursor;
    private final int partitions;
    private boolean fetching;
    private boolean asking;
    private boolean reporting;
    private boolean reportWanted = true;
    private long askedAt = -ASK_EVERY;
    private long reportedAt;

    LogSide(World world, Node.Run node, Reporter reporter, LogFollower follower, LogExtent extent) {
        this.world = world;
        this.node = node;
        this.reporter = reporter;
        this.cursor = new LogCursor(follower, extent.begin());
        this.partitions = extent.partitions();
    }

    void wantReport() {
        reportWanted = true;
    }

    void state(NodeReport.State state) {
        reporter.state(state);
        reportWanted = true;
    }

    void tick() {
        long now = world.clock.getAsLong();
        if (!fetching && world.purgeTopic.hasMore(cursor::next)) {
            fetch();
        }
        if (!asking && now - askedAt >= ASK_EVERY) {
            ask(now);
        }
        if (!reporting && (reportWanted || now - reportedAt >= REPORT_EVERY)) {
            report(now, () -> {});
        }
    }

    private void fetch() {
        fetching = true;
        Runnable lose = () -> fetching = false;
        toLog(
                () -> {
                    List<SimulatedTopic.Fetched> fetched = IntStream.range(0, partitions)
                            .mapToObj(partition ->
                                    world.purgeTopic.fetch(partition, cursor.next(partition), MOST_RECORDS))
                            .toList();
                    fromLog(() -> deliver(fetched), lose);
                },
                lose);
    }

    /** As {@code LogReader} of the edge has it. */
    private void deliver(List<SimulatedTopic.Fetched> fetched) {
        fetching = false;
        for (int partition = 0; partition < partitions; partition++) {
            SimulatedTopic.Fetched one = fetched.get(partition);
            if (one.lost()) {
                world.tally.count("horizon moved before it was read");
                cursor.lost(partition, one.next());
                continue;
            }
            for (SimulatedTopic.Entry entry : one.entries()) {
                cursor.record(partition, entry.offset(), entry.key(), entry.value(), null, one::end);
            }
            cursor.position(partition, one.next(), one::end);
        }
        cursor.batchEnded();
        world.say(node.name() + " has applied " + node.applied());
    }

    private void ask(long now) {
        asking = true;
        askedAt = now;
        Runnable lose = () -> asking = false;
        LeaseQuestion question = new LeaseQuestion(node.purges);
        toLog(
                () -> {
                    List<Long> ends = world.purgeTopic.ends();
                    fromLog(
                            () -> {
                                asking = false;
                                if (!question.answered(ends)) {
                                    throw world.violated("the log is never behind, and " + ends + " proves nothing");
                                }
                            },
                            lose);
                },
                lose);
    }

    /** The node leaves as soon as that is in the log, or lost. */
    void lastWord() {
        state(NodeReport.State.STOPPED);
        report(world.clock.getAsLong(), node::end);
    }

    private void report(long now, Runnable then) {
        reporting = true;
        reportWanted = false;
        reportedAt = now;
        Reporter.Made made = reporter.make();
        byte[] key = made.report().node().value().getBytes(StandardCharsets.UTF_8);
        byte[] value = Json.write(made.report());
        Runnable lose = () -> {
            reporting = false;
            then.run();
        };
        toLog(
                () -> {
                    world.receiptTopic.append(0, key, value, world.clock.getAsLong());
                    fromLog(
                            () -> {
                                reporting = false;
                                reporter.acknowledged(made);
                                then.run();
                            },
                            lose);
                },
                lose);
    }

    private void toLog(Runnable arrive, Runnable lose) {
        world.network.send(node.name(), World.LOG, arrive, ifAlive(lose));
    }

    private void fromLog(Runnable arrive, Runnable lose) {
        world.network.send(World.LOG, node.name(), ifAlive(arrive), ifAlive(lose));
    }

    private Runnable ifAlive(Runnable task) {
        return () -> {
            if (node.isAlive()) {
                task.run();
            }
        };
    }
}
