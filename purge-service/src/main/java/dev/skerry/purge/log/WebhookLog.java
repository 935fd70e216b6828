package dev.skerry.purge.log;

import dev.skerry.contract.Json;
import dev.skerry.contract.Topics;
import dev.skerry.contract.WebhookMark;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The topic of what webhooks are done with, written beside the purge log by the same producer. Thread-safe. */
public final class WebhookLog {
    private final PurgeLogWriter writer;

    WebhookLog(PurgeLogWriter writer) {
        this.writer = writer;
    }

    /** Writes one mark. The future completes once it is acknowledged, or after about 7 s with why not. */
    public CompletableFuture<Void> write(String id, WebhookMark mark) {
        return writer.send(new ProducerRecord<>(
                        Topics.WEBHOOKS.name(), 0, id.getBytes(StandardCharsets.UTF_8), Json.write(mark)))
                .thenApply(_ -> null);
    }
}
