package dev.skerry.contract.log;

import dev.skerry.contract.Topics;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;

/** Reads a topic once, from its beginning to where it ends at some moment during the call. */
public final class TopicSnapshot {
    private TopicSnapshot() {}

    /**
     * Tells the listener what the topic holds, on the calling thread. Each wait for Kafka is at most about 5 s.
     *
     * @throws KafkaException if Kafka is out of reach or stands still, the topic is not there, or the thread is
     *     interrupted
     */
    public static void read(KafkaConnection kafka, Topics topic, TopicListener listener) {
        TopicPlan plan = new TopicPlan(List.of(TopicSource.whole(topic)), List.of(), List.of());
        try (Consumer<byte[], byte[]> consumer = kafka.consumer();
                WallClockWatch.Watching _ = WallClockWatch.waking(consumer)) {
            TopicReading reading = new TopicReading(consumer, plan, listener, System::nanoTime, new AtomicLong());
            reading.find();
            reading.catchUp();
        }
    }
}
