package dev.skerry.telemetry.web;

import dev.skerry.contract.Json;
import dev.skerry.telemetry.fleet.FleetSnapshot;
import dev.skerry.telemetry.fleet.FleetView;
import dev.skerry.telemetry.log.FleetLog;
import dev.skerry.telemetry.probe.HealthProbe;
import dev.skerry.telemetry.trace.TraceStore;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/**
 * Puts the overview together at each tick, and hands it to the stream when it says something new, or else now and then
 * the time, so that a reader can tell a quiet platform from a dead connection. Ticks come from one thread; the overview is
 * read by any.
 */
public final class OverviewFeed {
    /** How often {@link #tick} is to be called, in milliseconds: nobody hears of changes more often. */
    public static final long TICK_MILLIS = 500;

    private static final int QUIET_TICKS = 4;

    private final FleetLog log;
    private final FleetView view;
    private final HealthProbe probe;
    private final TraceStore traces;
    private final EventStream stream;
    private final InstantSource clock;
    private int quiet;
    private volatile Overview latest;

    /** Builds a feed whose first overview is of now. */
    public OverviewFeed(
            FleetLog log,
            FleetView view,
            HealthProbe probe,
            TraceStore traces,
            EventStream stream,
            InstantSource clock) {
        this.log = log;
        this.view = view;
        this.probe = probe;
        this.traces = traces;
        this.stream = stream;
        this.clock = clock;
        this.latest = look();
        stream.publish(event("fleet", latest));
    }

    private Overview look() {
        FleetSnapshot fleet = view.snapshot();
        return new Overview(
                new Overview.Clock(clock.instant(), view.contactAt()),
                log.state(),
                fleet,
                probe.answers(),
                traces.tracesOf(
                        fleet.purges().stream().map(purge -> purge.id().value()).toList()));
    }

    /** Looks again. */
    public void tick() {
        Overview now = look();
        boolean changed = !now.saysTheSameAs(latest);
        latest = now;
        if (changed) {
            quiet = 0;
            stream.publish(event("fleet", now));
        } else if (++quiet % QUIET_TICKS == 0) {
            stream.remind(event("alive", now.clock()));
        }
    }

    private static byte[] event(String name, Object data) {
        return ("event: " + name + "\ndata: " + Json.writeString(data) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The overview of the last tick. */
    public Overview latest() {
        return latest;
    }
}
