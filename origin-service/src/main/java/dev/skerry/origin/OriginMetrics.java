package dev.skerry.origin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Set;
import java.util.function.IntSupplier;

/** The service's metrics, {@code skerry_origin_*}. Labels have few values each. Thread-safe. */
public final class OriginMetrics {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "PUT", "DELETE", "POST");

    private final MeterRegistry registry;
    private final Counter bytesIn;
    private final Counter bytesOut;
    private final Timer publish;

    /**
     * Registers them.
     *
     * @param owedPurges how many purges are owed now
     */
    public OriginMetrics(MeterRegistry registry, IntSupplier owedPurges) {
        this.registry = registry;
        this.bytesIn = registry.counter("skerry.origin.bytes", "direction", "in");
        this.bytesOut = registry.counter("skerry.origin.bytes", "direction", "out");
        this.publish = Timer.builder("skerry.origin.publish")
                .description("From the last byte of an upload to the answer, purge included")
                .register(registry);
        Gauge.builder("skerry.origin.outbox.pending", owedPurges, IntSupplier::getAsInt)
                .strongReference(true)
                .description("Purges owed to changes of content, not yet committed")
                .register(registry);
    }

    /** Counts an answered request, of {@code kind} content, sites or other. */
    public void answered(String kind, String method, int status) {
        // A client can make up methods without end.
        String label = METHODS.contains(method) ? method : "other";
        registry.counter("skerry.origin.requests", "kind", kind, "method", label, "status", Integer.toString(status))
                .increment();
    }

    /** Counts a refusal by its reason. */
    public void refused(Refusal reason) {
        registry.counter("skerry.origin.refusals", "reason", reason.text()).increment();
    }

    /** Counts bytes of content taken in. */
    public void received(long bytes) {
        bytesIn.increment((double) bytes);
    }

    /** Counts bytes of content sent. */
    public void sent(long bytes) {
        bytesOut.increment((double) bytes);
    }

    /** Begins to time a publish at its last byte. */
    public Timer.Sample beginPublish() {
        return Timer.start(registry);
    }

    /** Ends it at its answer. */
    public void endPublish(Timer.Sample begun) {
        begun.stop(publish);
    }
}
