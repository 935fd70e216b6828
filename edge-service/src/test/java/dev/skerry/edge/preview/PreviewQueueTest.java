package dev.skerry.edge.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Json;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.contract.PreviewRequest;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.Await;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Questions are answered one after the other; what is too much or too old is dropped. */
class PreviewQueueTest {
    private static final long NOW = 1_000_000;

    private final Queue<UUID> answered = new ConcurrentLinkedQueue<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private final PreviewQueue queue = new PreviewQueue(
            new Previewer(
                    new PopId("fra"),
                    new NodeId("fra-1"),
                    () -> {
                        begun.countDown();
                        await(open);
                        return Collections.emptyIterator();
                    },
                    null,
                    stamp -> false,
                    () -> 0),
            answer -> {
                answered.add(answer.id());
                return CompletableFuture.completedFuture(null);
            },
            () -> Instant.ofEpochMilli(NOW));

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] question(UUID id) {
        return Json.write(
                new PreviewRequest(id, new SiteId("demo"), List.of(new PurgeSelector.Everything()), Instant.EPOCH));
    }

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void at_most_sixteen_wait_while_one_is_answered() throws InterruptedException {
        queue.start();
        List<UUID> ids = Stream.generate(UUID::randomUUID).limit(20).toList();
        queue.take(NOW, question(ids.getFirst()));
        await(begun);
        ids.subList(1, 20).forEach(id -> queue.take(NOW, question(id)));
        assertThat(queue.dropped()).isEqualTo(3);
        open.countDown();

        Await.until("all that waited are answered", () -> answered.size() == 17);
        assertThat(answered).containsExactlyElementsOf(ids.subList(0, 17));
        assertThat(queue.answered()).isEqualTo(17);
    }

    @Test
    void what_is_older_than_five_seconds_or_not_readable_is_not_answered() throws InterruptedException {
        open.countDown();
        queue.start();
        UUID young = UUID.randomUUID();
        queue.take(NOW - 5001, question(UUID.randomUUID()));
        queue.take(NOW, "no question".getBytes(StandardCharsets.UTF_8));
        queue.take(NOW - 5000, question(young));

        Await.until("one is answered", () -> !answered.isEmpty());
        assertThat(answered).containsExactly(young);
        assertThat(queue.dropped()).isEqualTo(2);
        assertThat(queue.brokenBy()).isNull();
    }
}
