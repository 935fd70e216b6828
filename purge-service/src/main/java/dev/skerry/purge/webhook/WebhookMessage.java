package dev.skerry.purge.webhook;

import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeStatus;
import java.time.Instant;

/**
 * What is told of a purge, the same to each URL and at each attempt.
 *
 * @param event that has happened to it
 * @param at when this process heard of that
 * @param data how the purge stood then
 */
record WebhookMessage(Event event, Instant at, PurgeStatus data) {
    private static final int OVERHEAD = 1024;
    private static final int RECEIPT_BYTES = 128;

    /** What is told of. */
    enum Event {
        COMPLETE("complete"),
        ERASED("erased");

        private final String text;

        Event(String text) {
            this.text = text;
        }
    }

    /** The form of Standard Webhooks. */
    private record Body(String type, Instant timestamp, PurgeStatus data) {}

    /** Value of {@code webhook-id}: the same for whichever process delivers it, so that receivers know it again. */
    String id() {
        return data.id() + "." + event.text;
    }

    /** The body, in JSON. Made anew at each call, since most messages wait for long and few are sent at a time. */
    byte[] body() {
        return Json.write(new Body("purge." + event.text, at, data));
    }

    /** About how many bytes it takes to remember this. */
    long weight() {
        long weight = OVERHEAD + (long) RECEIPT_BYTES * data.receipts().size();
        for (String selector : data.selectors()) {
            weight += 48 + selector.length();
        }
        return weight;
    }
}
