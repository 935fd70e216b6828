package dev.skerry.origin.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.TimeSpan;
import dev.skerry.origin.DataFolder;
import dev.skerry.origin.Refusal;
import dev.skerry.origin.RefusedException;
import dev.skerry.origin.content.ContentMeta;
import dev.skerry.origin.content.ContentPath;
import dev.skerry.origin.content.ContentStore;
import dev.skerry.origin.content.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PurgeOutboxTest {
    private static final SiteId SITE = new SiteId("demo");
    private static final TimeUnit MILLIS = TimeUnit.MILLISECONDS;

    @TempDir
    Path root;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<Followed> followed = new LinkedBlockingQueue<>();

    /** A request that the test answers when it likes. */
    private record Asked(
            SiteId site,
            PurgeRequest request,
            @Nullable String traceparent,
            CompletableFuture<@Nullable PurgeStatus> answer) {
        void commit() {
            answer.complete(status(PurgeStatus.State.COMMITTED));
        }

        PurgeStatus status(PurgeStatus.State state) {
            return new PurgeStatus(
                    new PurgeId("purge-0001"),
                    site,
                    PurgeMode.HARD,
                    List.of(),
                    state,
                    new Position(0, 1),
                    List.of(),
                    Instant.EPOCH,
                    "test",
                    1);
        }
    }

    /** Somebody who waits for a purge, until the test answers. */
    private record Followed(PurgeId id, TimeSpan limit, CompletableFuture<PurgeStatus> answer) {}

    @AfterEach
    void end() {
        timer.shutdownNow();
    }

    @Test
    void a_change_is_purged_by_url_and_by_the_key_of_its_path() throws Exception {
        PurgeOutbox outbox = outbox();
        var status = outbox.send(outbox.owe(SITE, ContentPath.of("a%20b.txt")), PurgeWish.NONE);
        Asked one = next();
        assertThat(one.request.urls()).containsExactly("/a%20b.txt");
        assertThat(one.request.keys())
                .containsExactly(ContentPath.of("a%20b.txt").key().value());
        assertThat(one.request.selectors()).hasSize(2);
        assertThat(markers()).hasSize(1);
        one.commit();
        assertThat(Objects.requireNonNull(status.get(5, TimeUnit.SECONDS)).state())
                .isEqualTo(PurgeStatus.State.COMMITTED);
        assertThat(markers()).isEmpty();
        assertThat(outbox.pending()).isZero();
    }

    @Test
    void an_index_is_purged_with_the_url_of_its_folder() throws Exception {
        PurgeOutbox outbox = outbox();
        submit(outbox, "docs/index.html", PurgeWish.NONE);
        Asked first = next();
        assertThat(first.request.urls()).containsExactly("/docs/index.html", "/docs/");
        first.commit();
        submit(outbox, "index.html", new PurgeWish(TimeSpan.parse("1s"), null));
        assertThat(next().request.urls()).containsExactly("/index.html", "/");
    }

    @Test
    void what_comes_while_a_request_is_in_flight_rides_in_the_next_and_never_in_that_one() throws Exception {
        PurgeOutbox outbox = outbox();
        var first = send(outbox, "a", PurgeWish.NONE);
        Asked one = next();
        var second = send(outbox, "a", PurgeWish.NONE);
        var third = send(outbox, "b", PurgeWish.NONE);
        assertThat(asked).isEmpty();
        one.commit();
        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
        Asked two = next();
        assertThat(two.request.urls()).containsExactly("/a", "/b");
        two.commit();
        assertThat(second).isCompleted();
        assertThat(third).isCompleted();
        assertThat(outbox.pending()).isZero();
    }

    @Test
    void a_request_stays_within_the_selectors_that_purge_service_takes() throws Exception {
        PurgeOutbox outbox = outbox();
        submit(outbox, "first", PurgeWish.NONE);
        Asked first = next();
        for (int i = 0; i < 500; i++) {
            submit(outbox, "d" + i + "/index.html", PurgeWish.NONE);
        }
        first.commit();
        Asked second = next();
        assertThat(second.request.selectors()).hasSize(999);
        second.commit();
        assertThat(next().request.selectors()).hasSize((500 - 333) * 3);
    }

    @Test
    void who_waits_for_every_pop_holds_nobody_else_up() throws Exception {
        PurgeOutbox outbox = outbox();
        PurgeWish wish = new PurgeWish(TimeSpan.parse("20s"), "00-trace");
        var first = send(outbox, "a", wish);
        Asked one = next();
        assertThat(one.traceparent).isEqualTo("00-trace");
        var _ = outbox.send(outbox.owe(new SiteId("other"), ContentPath.of("c")), PurgeWish.NONE);
        assertThat(next().site).isEqualTo(new SiteId("other"));
        var second = send(outbox, "b", wish);
        one.commit();
        Followed wait = Objects.requireNonNull(followed.poll(10, TimeUnit.SECONDS));
        assertThat(wait.id).isEqualTo(new PurgeId("purge-0001"));
        assertThat(wait.limit).isEqualTo(wish.waitComplete());
        assertThat(first).isNotDone();
        assertThat(next().request.urls()).as("sent while the first still waits").containsExactly("/b");
        wait.answer.complete(one.status(PurgeStatus.State.COMPLETE));
        assertThat(Objects.requireNonNull(first.get(5, TimeUnit.SECONDS)).state())
                .isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(second).isNotDone();
    }

    @Test
    void those_of_one_request_wait_together_and_each_as_long_as_it_likes() throws Exception {
        PurgeOutbox outbox = outbox();
        submit(outbox, "first", PurgeWish.NONE);
        Asked first = next();
        var content = send(outbox, "a", PurgeWish.NONE);
        var hasty = send(outbox, "b", new PurgeWish(TimeSpan.parse("1ms"), null));
        var patient = send(outbox, "c", new PurgeWish(TimeSpan.parse("20s"), null));
        first.commit();
        Asked second = next();
        second.commit();
        assertThat(content).isCompleted();
        assertThat(Objects.requireNonNull(hasty.get(5, TimeUnit.SECONDS)).state())
                .isEqualTo(PurgeStatus.State.COMMITTED);
        assertThat(patient).isNotDone();
        Followed wait = Objects.requireNonNull(followed.poll(10, TimeUnit.SECONDS));
        assertThat(wait.limit).isEqualTo(TimeSpan.parse("20s"));
        assertThat(followed).isEmpty();
        wait.answer.completeExceptionally(new IOException("gone"));
        assertThat(Objects.requireNonNull(patient.get(5, TimeUnit.SECONDS)).state())
                .as("committed all the same")
                .isEqualTo(PurgeStatus.State.COMMITTED);
    }

    @Test
    void a_failed_request_is_repeated_with_what_has_come_since() throws Exception {
        PurgeOutbox outbox = outbox();
        var first = send(outbox, "a", PurgeWish.NONE);
        next().answer.completeExceptionally(new IOException("refused"));
        submit(outbox, "b", PurgeWish.NONE);
        Asked again = next();
        assertThat(again.request.urls()).containsExactly("/a", "/b");
        again.answer.completeExceptionally(new IOException("refused again"));
        assertThat(markers()).hasSize(2);
        assertThat(first).isNotDone();
        next().commit();
        first.get(5, TimeUnit.SECONDS);
        assertThat(markers()).isEmpty();
    }

    @Test
    void purges_of_a_site_that_is_gone_are_tried_rarely_and_at_once_when_it_is_published_to_again() throws Exception {
        List<Long> pauses = new ArrayList<>();
        ScheduledThreadPoolExecutor patient = new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> schedule(Runnable retry, long delay, TimeUnit unit) {
                pauses.add(unit.toMillis(delay));
                // A pause of an hour stands for one that is longer than any test.
                return super.schedule(retry, unit.toMillis(delay) > 10_000 ? TimeUnit.HOURS.toMillis(1) : 0, MILLIS);
            }
        };
        try {
            PurgeOutbox outbox = new PurgeOutbox(DataFolder.open(root), new AnswersByHand(), patient);
            submit(outbox, "a", PurgeWish.NONE);
            do {
                next().answer.completeExceptionally(new PurgeClient.UnknownSiteException("404"));
            } while (pauses.getLast() <= 10_000);
            assertThat(asked).isEmpty();
            submit(outbox, "b", PurgeWish.NONE);
            Asked again = next();
            assertThat(again.request.urls()).containsExactly("/a", "/b");
            again.answer.completeExceptionally(new PurgeClient.UnknownSiteException("not read yet"));
            assertThat(pauses.getLast()).as("it may be known in a moment").isLessThan(1_000);
            next().commit();
            assertThat(markers()).isEmpty();
        } finally {
            patient.shutdownNow();
        }
    }

    @Test
    void long_paths_fill_the_outbox_sooner() throws Exception {
        PurgeOutbox outbox = new PurgeOutbox(DataFolder.open(root), new AnswersByHand(), timer, 10_000);
        int taken = 0;
        try {
            while (taken < 100) {
                submit(outbox, ("x".repeat(200) + "/").repeat(4) + taken, PurgeWish.NONE);
                taken++;
            }
        } catch (RefusedException e) {
            assertThat(e.reason()).isEqualTo(Refusal.BACKLOG_FULL);
        }
        assertThat(taken).isBetween(5, 9);
        assertThat(outbox.pending()).isEqualTo(taken);
        next().commit();
        next().commit();
        submit(outbox, "short", PurgeWish.NONE);
    }

    @Test
    void what_a_killed_process_owed_is_sent_at_the_next_start() throws Exception {
        PurgeOutbox killed = outbox();
        killed.owe(SITE, ContentPath.of("a"));
        submit(killed, "b", PurgeWish.NONE);
        next();

        PurgeOutbox restarted = outbox();
        assertThat(restarted.resume()).isEqualTo(2);
        assertThat(restarted.pending()).isEqualTo(2);
        List<String> urls = new ArrayList<>();
        while (urls.size() < 2) {
            Asked request = next();
            urls.addAll(request.request.urls());
            request.commit();
        }
        assertThat(urls).containsExactlyInAnyOrder("/a", "/b");
        assertThat(markers()).isEmpty();
    }

    @Test
    void a_marker_that_cannot_be_read_stops_the_start() throws Exception {
        PurgeOutbox outbox = outbox();
        Files.writeString(root.resolve("outbox/x.json"), "{");
        assertThatThrownBy(outbox::resume).isInstanceOf(IOException.class).hasMessageContaining("purge its site");
    }

    @Test
    void the_purge_is_owed_before_and_sent_after_the_commit_point() throws Exception {
        PurgeOutbox outbox = outbox();
        List<String> order = new ArrayList<>();
        ContentStore store = new ContentStore(DataFolder.open(root), Clock.systemUTC(), step -> {
            order.add(step + " with " + markers().size() + " owed and " + asked.size() + " asked");
        });
        Publisher publisher = new Publisher(store, outbox);
        try (Upload upload = store.begin()) {
            upload.write(ByteBuffer.wrap(new byte[] {1}));
            publisher.publish(
                    SITE,
                    ContentPath.of("a"),
                    upload,
                    new ContentMeta.Headers("text/plain", List.of(), null),
                    current -> {},
                    PurgeWish.NONE);
        }
        assertThat(order)
                .containsExactly(
                        "WRITTEN with 1 owed and 0 asked",
                        "FORCED with 1 owed and 0 asked",
                        "RENAMED with 1 owed and 0 asked");
        assertThat(next().request.urls()).containsExactly("/a");
    }

    private PurgeOutbox outbox() throws IOException {
        return new PurgeOutbox(DataFolder.open(root), new AnswersByHand(), timer);
    }

    /** The way to purge-service, which is this test. */
    private final class AnswersByHand implements PurgeClient {
        @Override
        public CompletableFuture<@Nullable PurgeStatus> purge(
                SiteId site, PurgeRequest request, @Nullable String traceparent) {
            CompletableFuture<@Nullable PurgeStatus> answer = new CompletableFuture<>();
            asked.add(new Asked(site, request, traceparent, answer));
            return answer;
        }

        @Override
        public CompletableFuture<PurgeStatus> follow(PurgeId id, TimeSpan limit) {
            CompletableFuture<PurgeStatus> answer = new CompletableFuture<>();
            followed.add(new Followed(id, limit, answer));
            return answer;
        }
    }

    private static void submit(PurgeOutbox outbox, String path, PurgeWish wish) throws IOException {
        var _ = send(outbox, path, wish);
    }

    private static CompletableFuture<@Nullable PurgeStatus> send(PurgeOutbox outbox, String path, PurgeWish wish)
            throws IOException {
        return outbox.send(outbox.owe(SITE, ContentPath.of(path)), wish);
    }

    private Asked next() throws InterruptedException {
        return Objects.requireNonNull(asked.poll(10, TimeUnit.SECONDS), "no request within 10 s");
    }

    private List<Path> markers() {
        try (Stream<Path> files = Files.list(root.resolve("outbox"))) {
            return files.toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
