package dev.skerry.telemetry.log;

import dev.skerry.contract.log.KafkaConnection;
import dev.skerry.contract.log.LogState;
import dev.skerry.contract.log.TopicFollower;
import dev.skerry.telemetry.fleet.FleetView;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The connection to Kafka, from the first attempt to the end: waits for the topics, reads what there is, and follows, on
 * the thread of its {@link TopicFollower}; the service lives meanwhile and is not ready.
 */
public final class FleetLog implements AutoCloseable {
    private static final String CLIENT_ID = "telemetry";

    private final TopicFollower follower;

    /**
     * Builds what {@link #start} starts.
     *
     * @param bootstrapServers {@code HOST:PORT}, comma separated
     * @param view that is written to, by this thread alone
     * @param nanoTime the monotonic clock that the view lives on
     */
    public FleetLog(String bootstrapServers, FleetView view, LongSupplier nanoTime, InstantSource clock) {
        FleetReader reader = new FleetReader(view, nanoTime, clock);
        this.follower =
                new TopicFollower(new KafkaConnection(bootstrapServers, CLIENT_ID), reader.plan(), reader, nanoTime);
    }

    /** Starts the thread. */
    public void start() {
        follower.start();
    }

    /** How far it has got. */
    public LogState state() {
        return follower.state();
    }

    /** Records that could not be read or were refused, since the start. */
    public long passedOver() {
        return follower.passedOver();
    }

    /** Ends the thread and its client, in at most about 5 s. */
    @Override
    public void close() {
        follower.close();
    }
}
