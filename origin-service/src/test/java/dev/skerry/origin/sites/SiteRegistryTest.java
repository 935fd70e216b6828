package dev.skerry.origin.sites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.Json;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.origin.DataFolder;
import dev.skerry.origin.Refusal;
import dev.skerry.origin.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteRegistryTest {
    private static final SiteId DEMO = new SiteId("demo");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-05-04T03:02:01Z"), ZoneOffset.UTC);

    @TempDir
    Path root;

    private final MapLog log = new MapLog();

    /** Our own port, by hand: a log that can be away, take a record and lose the answer, or be the moment of a kill. */
    private static final class MapLog implements SiteLog {
        private final Map<SiteId, SiteVersion> told = new HashMap<>();
        private boolean away;
        private boolean answersLost;
        private boolean kills;
        private Runnable whenAsked = () -> {};
        private Runnable whenRead = () -> {};

        @Override
        public void publish(SiteId site, @Nullable SiteVersion version) throws UnavailableException {
            whenAsked.run();
            if (kills) {
                throw new Killed();
            }
            if (!away) {
                told.remove(site);
                if (version != null) {
                    told.put(site, version);
                }
            }
            if (away || answersLost) {
                throw new UnavailableException("no answer", null);
            }
        }

        @Override
        public Map<SiteId, SiteVersion> read() throws UnavailableException {
            whenRead.run();
            if (away) {
                throw new UnavailableException("no answer", null);
            }
            return new HashMap<>(told);
        }
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void applying_makes_versions_and_the_same_again_makes_none() throws Exception {
        SiteRegistry registry = settled();
        SiteRegistry.Applied first = registry.apply(config("demo", "a.example"));
        assertThat(first.created()).isTrue();
        assertThat(first.version().version()).isEqualTo(1);
        assertThat(registry.apply(config("demo", "a.example")))
                .isEqualTo(new SiteRegistry.Applied(first.version(), false));
        assertThat(registry.apply(config("demo", "b.example")).version().version())
                .isEqualTo(2);
        assertThat(told().version()).isEqualTo(2);
        assertThat(registry.history(DEMO).versions()).hasSize(2);
    }

    @Test
    void an_earlier_version_can_be_put_in_force_again() throws Exception {
        SiteRegistry registry = settled();
        registry.apply(config("demo", "a.example"));
        registry.apply(config("demo", "b.example"));
        assertThat(registry.activate(DEMO, 1).version()).isEqualTo(1);
        assertThat(told().config().hosts()).containsExactly("a.example");
        assertThat(registry.apply(config("demo", "c.example")).version().version())
                .isEqualTo(3);
        assertRefused(Refusal.UNKNOWN_VERSION, () -> registry.activate(DEMO, 9));
        assertRefused(Refusal.UNKNOWN_SITE, () -> registry.activate(new SiteId("none"), 1));
    }

    @Test
    void a_host_belongs_to_one_site() throws Exception {
        SiteRegistry registry = settled();
        registry.apply(config("demo", "a.example"));
        registry.apply(config("any", "*"));
        assertRefused(Refusal.HOST_TAKEN, () -> registry.apply(config("other", "A.Example")));
        assertRefused(Refusal.HOST_TAKEN, () -> registry.apply(config("other", "*")));
        registry.remove(DEMO);
        registry.apply(config("other", "a.example"));
        assertRefused(Refusal.HOST_TAKEN, () -> registry.activate(DEMO, 1));
    }

    @Test
    void a_removed_site_is_a_tombstone_and_its_versions_stay() throws Exception {
        SiteRegistry registry = settled();
        registry.apply(config("demo", "a.example"));
        registry.remove(DEMO);
        assertThat(log.told).isEmpty();
        assertThat(registry.active(DEMO)).isNull();
        assertThat(registry.history(DEMO).versions()).hasSize(1);
        assertRefused(Refusal.UNKNOWN_SITE, () -> registry.remove(DEMO));
        assertThat(registry.apply(config("demo", "a.example")).version().version())
                .isEqualTo(2);
    }

    @Test
    void only_the_last_100_versions_are_kept() throws Exception {
        SiteRegistry registry = settled();
        for (int i = 0; i < 103; i++) {
            registry.apply(config("demo", "h" + i));
        }
        SiteHistory history = registry.history(DEMO);
        assertThat(history.versions()).hasSize(100);
        assertThat(history.versions().getFirst().version()).isEqualTo(4);
        assertThat(restarted().history(DEMO)).isEqualTo(history);
    }

    @Test
    void while_the_log_is_away_a_change_is_refused_and_nothing_is_seen_of_it() throws Exception {
        SiteRegistry registry = settled();
        registry.apply(config("demo", "a.example"));
        SiteVersion before = registry.active(DEMO);
        log.away = true;
        assertRefused(Refusal.LOG_UNAVAILABLE, () -> registry.apply(config("demo", "b.example")));
        assertRefused(Refusal.LOG_UNAVAILABLE, () -> registry.apply(config("new", "n.example")));
        assertThat(registry.active(DEMO)).isEqualTo(before);
        assertRefused(Refusal.UNKNOWN_SITE, () -> registry.history(new SiteId("new")));
        assertThat(restarted().active(DEMO)).isEqualTo(before);
        assertThat(registry.isSettled()).isFalse();
    }

    @Test
    void a_record_whose_answer_was_lost_is_taken_back_and_its_number_is_not_given_again() throws Exception {
        SiteRegistry registry = settled();
        registry.apply(config("demo", "a.example"));
        log.answersLost = true;
        assertRefused(Refusal.LOG_UNAVAILABLE, () -> registry.apply(config("demo", "b.example")));
        assertThat(told().version()).isEqualTo(2);
        log.answersLost = false;
        assertRefused(Refusal.LOG_UNAVAILABLE, () -> registry.apply(config("demo", "c.example")));
        registry.reconcile();
        assertThat(told().version()).isEqualTo(1);
        assertThat(registry.apply(config("demo", "c.example")).version().version())
                .isEqualTo(3);
    }

    @Test
    void a_refused_version_that_cannot_be_taken_off_the_disk_is_taken_off_later() throws Exception {
        SiteRegistry registry = settled();
        registry.apply(config("demo", "a.example"));
        log.away = true;
        log.whenAsked = () -> replaceByFile(root.resolve("tmp"));
        assertRefused(Refusal.LOG_UNAVAILABLE, () -> registry.apply(config("demo", "b.example")));
        assertThat(Objects.requireNonNull(registry.active(DEMO)).version()).isEqualTo(1);
        log.away = false;
        assertThatThrownBy(registry::reconcile).isInstanceOf(SiteLog.UnavailableException.class);
        assertThat(registry.isSettled()).isFalse();
        Files.delete(root.resolve("tmp"));
        Files.createDirectory(root.resolve("tmp"));
        registry.reconcile();
        assertThat(Objects.requireNonNull(restarted().active(DEMO)).version()).isEqualTo(1);
        assertThat(registry.apply(config("demo", "c.example")).version().version())
                .as("2 was given once")
                .isEqualTo(3);
    }

    @Test
    void a_version_that_the_disk_did_not_take_has_used_up_its_number() throws Exception {
        SiteRegistry registry = settled();
        registry.apply(config("demo", "a.example"));
        replaceByFile(root.resolve("tmp"));
        assertThatThrownBy(() -> registry.apply(config("demo", "b.example"))).isInstanceOf(IOException.class);
        Files.delete(root.resolve("tmp"));
        Files.createDirectory(root.resolve("tmp"));
        registry.reconcile();
        assertThat(registry.apply(config("demo", "c.example")).version().version())
                .isEqualTo(3);
    }

    private static void replaceByFile(Path folder) {
        try {
            Files.delete(folder);
            Files.createFile(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void while_the_log_is_being_asked_in_vain_changes_are_refused_and_do_not_wait() throws Exception {
        SiteRegistry registry = restarted();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        log.whenRead = () -> {
            asked.countDown();
            awaitOrFail(answer);
        };
        Thread sync = Thread.startVirtualThread(() -> {
            try {
                registry.reconcile();
            } catch (SiteLog.UnavailableException e) {
                throw new IllegalStateException(e);
            }
        });
        awaitOrFail(asked);
        assertRefused(Refusal.LOG_UNAVAILABLE, () -> registry.apply(config("demo", "a.example")));
        assertRefused(Refusal.LOG_UNAVAILABLE, () -> registry.remove(DEMO));
        answer.countDown();
        sync.join();
        registry.apply(config("demo", "a.example"));
    }

    private static void awaitOrFail(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("waited in vain");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_kill_between_disk_and_log_is_made_good_by_the_next_start() throws Exception {
        SiteRegistry registry = settled();
        registry.apply(config("demo", "a.example"));
        log.kills = true;
        assertThatThrownBy(() -> registry.apply(config("demo", "b.example"))).isInstanceOf(Killed.class);
        log.kills = false;
        assertThat(told().version()).isEqualTo(1);
        SiteRegistry restarted = restarted();
        restarted.reconcile();
        assertThat(told().version()).isEqualTo(2);
        assertThat(Objects.requireNonNull(restarted.active(DEMO)).version()).isEqualTo(2);
    }

    @Test
    void a_start_publishes_what_the_log_lacks_and_leaves_what_only_the_log_knows() throws Exception {
        SiteRegistry registry = settled();
        registry.apply(config("demo", "a.example"));
        registry.apply(config("gone", "g.example"));
        registry.remove(new SiteId("gone"));
        SiteVersion foreign = new SiteVersion(1, config("foreign", "f.example"), CLOCK.instant());
        log.told.clear();
        log.told.put(new SiteId("foreign"), foreign);
        log.told.put(new SiteId("gone"), new SiteVersion(1, config("gone", "g.example"), CLOCK.instant()));
        restarted().reconcile();
        assertThat(log.told).containsOnlyKeys(DEMO, new SiteId("foreign"));
    }

    @Test
    void a_site_file_that_cannot_be_read_stops_the_start() throws Exception {
        settled();
        Files.writeString(root.resolve("sites/demo.json"), "{");
        assertThatThrownBy(this::restarted).isInstanceOf(IOException.class).hasMessageContaining("demo.json");
    }

    @Test
    void a_kafka_that_is_not_there_is_unavailable_within_seconds() {
        try (KafkaSiteLog nowhere = new KafkaSiteLog("127.0.0.1:1", (short) 1)) {
            assertThatThrownBy(() -> nowhere.publish(DEMO, null)).isInstanceOf(SiteLog.UnavailableException.class);
        }
    }

    private SiteVersion told() {
        return Objects.requireNonNull(log.told.get(DEMO));
    }

    private SiteRegistry settled() throws Exception {
        SiteRegistry registry = restarted();
        registry.reconcile();
        return registry;
    }

    private SiteRegistry restarted() throws IOException {
        return new SiteRegistry(DataFolder.open(root), log, CLOCK);
    }

    private static SiteConfig config(String site, String host) {
        String yaml = "{site: " + site + ", hosts: ['" + host + "'], origins: [{store: true}]}";
        return Json.readYaml(yaml.getBytes(StandardCharsets.UTF_8), SiteConfig.class);
    }

    private static void assertRefused(Refusal reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
