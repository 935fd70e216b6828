package dev.skerry.purge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.PurgeId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class IdempotencyKeysTest {
    private long now = 7;
    private final IdempotencyKeys keys = new IdempotencyKeys(() -> now);
    private final AtomicInteger commits = new AtomicInteger();

    private PurgeId once(String key) {
        return keys.once("tester", key, "body", this::commit);
    }

    private PurgeId commit() {
        return new PurgeId("purge-no-" + commits.incrementAndGet());
    }

    @Test
    void the_same_request_is_committed_once() {
        assertThat(once("a")).isEqualTo(once("a"));
        assertThat(commits).hasValue(1);
    }

    @Test
    void keys_of_different_subjects_are_different() {
        assertThat(once("a")).isNotEqualTo(keys.once("other", "a", "body", this::commit));
    }

    @Test
    void another_request_with_the_same_key_is_refused() {
        once("a");
        assertThatThrownBy(() -> keys.once("tester", "a", "other body", this::commit))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.kind()).isEqualTo(ProblemKind.KEY_REUSED));
    }

    @Test
    void a_request_that_failed_may_be_sent_again() {
        assertThatThrownBy(() -> keys.once("tester", "a", "body", () -> {
                    throw new IllegalStateException("Kafka is away");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Kafka is away");
        assertThat(once("a")).isEqualTo(new PurgeId("purge-no-1"));
    }

    @Test
    void an_error_reaches_all_who_wait_and_frees_the_key() {
        assertThatThrownBy(() -> keys.once("tester", "a", "body", () -> {
                    throw new StackOverflowError("deep");
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(once("a")).isEqualTo(new PurgeId("purge-no-1"));
    }

    @Test
    void a_request_that_comes_while_the_first_is_under_way_waits_for_it() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        CompletableFuture<PurgeId> first = CompletableFuture.supplyAsync(
                () -> keys.once("tester", "a", "body", () -> {
                    begun.countDown();
                    awaitOrFail(mayEnd);
                    return commit();
                }),
                Thread::startVirtualThread);
        awaitOrFail(begun);
        CompletableFuture<PurgeId> second = CompletableFuture.supplyAsync(() -> once("a"), Thread::startVirtualThread);
        mayEnd.countDown();
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(first.get(10, TimeUnit.SECONDS));
        assertThat(commits).hasValue(1);
    }

    private static void awaitOrFail(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("waited in vain");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void keys_are_forgotten_after_a_day() {
        PurgeId first = once("a");
        now += Duration.ofHours(24).toNanos() - 1;
        assertThat(once("a")).isEqualTo(first);
        now += 1;
        assertThat(once("a")).isNotEqualTo(first);
    }

    @Test
    void the_eldest_key_gives_way() {
        PurgeId first = once("key-0");
        for (int i = 1; i < IdempotencyKeys.MAX_KEYS; i++) {
            once("key-" + i);
        }
        PurgeId last = once("one more");
        assertThat(once("one more")).isEqualTo(last);
        assertThat(once("key-0")).isNotEqualTo(first);
    }
}
