package dev.skerry.contract.log;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.ForwardingAdmin;

/**
 * An admin client that ends within a second, whatever is under way. Any other waits at its end for questions to time out, which
 * they do by the wall clock: never, about, if that was set back ({@link WallClockWatch}). Thread-safe.
 */
public final class PromptAdmin extends ForwardingAdmin {
    private static final Duration CLOSE = Duration.ofSeconds(1);

    /** @param settings of Kafka's {@code AdminClientConfig} */
    public PromptAdmin(Map<String, Object> settings) {
        super(settings);
    }

    @Override
    public void close(Duration timeout) {
        super.close(timeout.compareTo(CLOSE) < 0 ? timeout : CLOSE);
    }
}
