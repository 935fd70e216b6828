package dev.skerry.purge.webhook;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What is counted of webhooks.
 *
 * <ul>
 *   <li>{@code skerry_purge_webhooks_total}: deliveries of one webhook to one URL by {@link Outcome}
 *   <li>{@code skerry_purge_webhook_retries_total}: attempts that will be repeated
 *   <li>{@code skerry_purge_webhooks_waiting}: deliveries that wait or are under way
 * </ul>
 */
final class WebhookMetrics {
    private final MeterRegistry registry;

    /** How a delivery ended. */
    enum Outcome {
        /** The receiver has taken it. */
        DELIVERED,
        /** Given up after the last attempt. */
        FAILED,
        /** The receiver answered 410. */
        GONE,
        /** There was no room for it. */
        DROPPED,
        /** Not begun, since the service has no key to sign with. */
        UNSIGNED
    }

    WebhookMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void observe(Supplier<Number> waiting) {
        Gauge.builder("skerry.purge.webhooks.waiting", waiting)
                .description("Deliveries of webhooks that wait or are under way")
                .register(registry);
    }

    void count(Outcome outcome, int deliveries) {
        registry.counter("skerry.purge.webhooks", "outcome", outcome.name().toLowerCase(Locale.ROOT))
                .increment(deliveries);
    }

    void retried() {
        registry.counter("skerry.purge.webhook.retries").increment();
    }
}
