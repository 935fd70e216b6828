package dev.skerry.chaos;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.contract.Topics;
import dev.skerry.contract.log.KafkaConnection;
import dev.skerry.contract.log.RecordSender;
import dev.skerry.contract.log.TopicFollower;
import dev.skerry.contract.log.TopicListener;
import dev.skerry.contract.log.TopicPlan;
import dev.skerry.contract.log.TopicSource;
import dev.skerry.edge.purge.KafkaReports;
import dev.skerry.edge.purge.LeaseKeeper;
import dev.skerry.edge.purge.LogExtent;
import dev.skerry.edge.purge.LogReader;
import dev.skerry.edge.purge.LogTopic;
import dev.skerry.edge.purge.PurgeIndex;
import dev.skerry.edge.purge.PurgeState;
import dev.skerry.edge.purge.ReceiptSender;
import dev.skerry.edge.purge.Timers;
import dev.skerry.stage.ProbeJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What edges and services do with Kafka, in a JVM of its own. Answers {@code state}, after a while: how many purges the edge's
 * reader has applied, how many the services' reader has read, whether the node has its lease; and {@code send} with {@code
 * sent}, or what went wrong.
 */
final class KafkaProbe {
    private static final int MAX_SELECTORS = 1_000;
    private static final long WHILE_MILLIS = 100;
    private static final int SEND_SECONDS = 8;

    private final PurgeState purges;
    private final Set<Long> read = ConcurrentHashMap.newKeySet();
    private final RecordSender sender;

    private KafkaProbe(String kafka) throws InterruptedException {
        LogExtent log = LogTopic.await(kafka, Topics.PURGES.name());
        ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
        purges = new PurgeState(log, new PurgeIndex(MAX_SELECTORS), System::nanoTime, Timers.on(timers));
        new LogReader(kafka, log, purges).start();
        new LeaseKeeper(kafka, log, purges).start();
        NodeId node = new NodeId("probe-1");
        new ReceiptSender(node, new PopId("probe"), 1, purges, new KafkaReports(kafka)).start();
        KafkaConnection connection = new KafkaConnection(kafka, "probe");
        TopicPlan plan = new TopicPlan(List.of(TopicSource.whole(Topics.PURGES)), List.of(), List.of());
        TopicListener listener = record -> read.add(record.offset());
        new TopicFollower(connection, plan, listener, System::nanoTime).start();
        sender = new RecordSender(connection::producer);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        KafkaProbe probe = new KafkaProbe(arguments[0]);
        ProbeJvm.answer(word -> switch (word) {
            case "state" -> probe.state();
            case "send" -> probe.send();
            default -> "what?";
        });
        System.exit(0);
    }

    private String state() throws InterruptedException {
        var _ = new CountDownLatch(1).await(WHILE_MILLIS, TimeUnit.MILLISECONDS);
        return "applied %d, read %d, lease %s"
                .formatted(
                        purges.index().size(), read.size(), purges.freshness().isHeld() ? "held" : "lost");
    }

    private String send() throws InterruptedException {
        byte[] bytes = "probe".getBytes(StandardCharsets.US_ASCII);
        try {
            var _ = sender.send(new ProducerRecord<>(Topics.STATS.name(), bytes, bytes))
                    .get(SEND_SECONDS, TimeUnit.SECONDS);
            return "sent";
        } catch (ExecutionException | TimeoutException e) {
            return e.toString().lines().findFirst().orElse("failed");
        }
    }
}
