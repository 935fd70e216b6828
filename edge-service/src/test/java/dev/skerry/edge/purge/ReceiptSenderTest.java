package dev.skerry.edge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Json;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.NodeStats;
import dev.skerry.contract.PopId;
import dev.skerry.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ReceiptSenderTest {
    private static final NodeId NODE = new NodeId("fra-1");
    private static final PopId POP = new PopId("fra");

    private final VirtualTime time = new VirtualTime(0);
    private final PurgeState purges = new PurgeState(
            new LogExtent("purges", "id", List.of(0L, 0L), List.of(0L, 0L)), new PurgeIndex(10), time, time);
    private final Outbox outbox = new Outbox();

    /** Takes reports and lets the test say when each has arrived. */
    private static final class Outbox implements Reports {
        private record Sent(String topic, NodeId key, String json, CompletableFuture<Void> arrived) {
            <T> T read(Class<T> type) {
                return Json.readMessage(json.getBytes(StandardCharsets.UTF_8), type);
            }
        }

        private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<?> send(String topic, NodeId key, byte[] value) {
            CompletableFuture<Void> arrived = new CompletableFuture<>();
            sent.add(new Sent(topic, key, new String(value, StandardCharsets.UTF_8), arrived));
            return arrived;
        }

        Sent next() throws InterruptedException {
            return Objects.requireNonNull(sent.poll(10, TimeUnit.SECONDS), "nothing was sent");
        }

        NodeReport arrive() throws InterruptedException {
            Sent one = next();
            assertThat(one.topic).isEqualTo(Topics.RECEIPTS.name());
            assertThat(one.key).isEqualTo(NODE);
            one.arrived.complete(null);
            return one.read(NodeReport.class);
        }
    }

    @Test
    void while_a_report_is_on_its_way_the_wishes_for_another_become_one_that_says_the_newest() throws Exception {
        ReceiptSender receipts = new ReceiptSender(NODE, POP, 7, purges, outbox);
        receipts.start();
        Outbox.Sent first = outbox.next();
        for (int i = 1; i <= 100; i++) {
            purges.position(1, i);
            receipts.report();
        }
        assertThat(outbox.sent).isEmpty();
        first.arrived.complete(null);
        NodeReport second = outbox.arrive();
        assertThat(second.applied()).containsEntry(0, 0L).containsEntry(1, 100L);
        assertThat(second.incarnation()).isEqualTo(7);
        assertThat(second.sequence()).isEqualTo(1);
        assertThat(second.state()).isEqualTo(NodeReport.State.CATCHING_UP);
        assertThat(outbox.arrive().sequence()).as("the heartbeat").isEqualTo(2);
        ending(receipts);
    }

    @Test
    void a_change_of_state_and_the_end_are_reported() throws Exception {
        ReceiptSender receipts = new ReceiptSender(NODE, POP, 7, purges, outbox);
        receipts.start();
        outbox.arrive();
        receipts.state(NodeReport.State.SERVING);
        assertThat(outbox.arrive().state()).isEqualTo(NodeReport.State.SERVING);
        ending(receipts);
    }

    @Test
    void a_report_that_fails_is_counted_and_the_next_one_says_the_same_and_more() throws Exception {
        ReceiptSender receipts = new ReceiptSender(NODE, POP, 7, purges, outbox);
        receipts.start();
        outbox.next().arrived.completeExceptionally(new TimeoutException("no leader"));
        assertThat(outbox.arrive().sequence()).isEqualTo(1);
        assertThat(receipts.failures()).isEqualTo(1);
        ending(receipts);
    }

    @Test
    void counters_are_sent_at_once_and_at_the_end() throws Exception {
        NodeStats stats = new NodeStats(NODE, POP, 7, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        StatsSender sender = new StatsSender(() -> stats, outbox);
        sender.start();
        Outbox.Sent first = outbox.next();
        assertThat(first.topic).isEqualTo(Topics.STATS.name());
        assertThat(first.read(NodeStats.class)).isEqualTo(stats);
        first.arrived.complete(null);
        Thread closing = Thread.ofVirtual().start(sender::close);
        outbox.next().arrived.complete(null);
        assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
    }

    private void ending(ReceiptSender receipts) throws InterruptedException {
        Thread closing = Thread.ofVirtual().start(receipts::close);
        NodeReport.State last = outbox.arrive().state();
        while (last != NodeReport.State.STOPPED) {
            last = outbox.arrive().state();
        }
        assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
        assertThat(outbox.sent).isEmpty();
    }
}
