package dev.skerry.purge.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.WebhookMark;
import dev.skerry.purge.webhook.WebhookSchedule.Attempt;
import dev.skerry.purge.webhook.WebhookSchedule.Fate;
import dev.skerry.purge.webhook.WebhookSchedule.Settled;
import dev.skerry.purge.webhook.WebhookSender.Verdict;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is due when, on virtual time. */
final class WebhookScheduleTest {
    private static final URI ONE = URI.create("http://one.example/");
    private static final URI TWO = URI.create("http://two.example/");

    /** Not zero, and near the end of the range, as nanoTime may be. */
    private long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    private final WebhookSchedule schedule = new WebhookSchedule(new Random(7));

    private static WebhookMessage message(String id, String... selectors) {
        return new WebhookMessage(
                WebhookMessage.Event.COMPLETE,
                Instant.EPOCH,
                new PurgeStatus(
                        new PurgeId(id),
                        new SiteId("demo"),
                        PurgeMode.HARD,
                        List.of(selectors),
                        PurgeStatus.State.COMPLETE,
                        new Position(0, 1),
                        List.of(),
                        Instant.EPOCH,
                        "tester",
                        1));
    }

    private Attempt next() {
        return schedule.next(now).orElseThrow();
    }

    private Settled done(Attempt attempt, Verdict verdict) {
        return schedule.done(attempt, verdict, now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void a_message_is_delivered_to_each_url_and_done_with_after_the_last() {
        assertThat(schedule.add(message("purge-one"), List.of(ONE, TWO), now)).isZero();
        Attempt first = next();
        Attempt second = next();
        assertThat(List.of(first.url(), second.url())).containsExactly(ONE, TWO);
        assertThat(schedule.next(now)).isEmpty();
        assertThat(done(first, Verdict.TAKEN)).isEqualTo(new Settled(Fate.DELIVERED, null));
        assertThat(done(second, Verdict.TAKEN)).isEqualTo(new Settled(Fate.DELIVERED, WebhookMark.Outcome.DELIVERED));
        assertThat(schedule.size()).isZero();
        assertThat(schedule.nextDue()).isEmpty();
    }

    @Test
    void what_is_due_later_comes_later() {
        schedule.add(
                message("purge-late"),
                List.of(ONE),
                now + Duration.ofSeconds(30).toNanos());
        schedule.add(message("purge-soon"), List.of(ONE), now);
        assertThat(next().message().id()).isEqualTo("purge-soon.complete");
        assertThat(schedule.next(now)).isEmpty();
        assertThat(schedule.nextDue())
                .isEqualTo(OptionalLong.of(now + Duration.ofSeconds(30).toNanos()));
        pass(Duration.ofSeconds(30));
        assertThat(next().message().id()).isEqualTo("purge-late.complete");
    }

    @Test
    void pauses_grow_from_one_second_to_five_minutes_and_the_tenth_attempt_is_the_last() {
        schedule.add(message("purge-one"), List.of(ONE), now);
        List<Double> pauses = new ArrayList<>();
        for (int number = 1; number < WebhookSchedule.ATTEMPTS; number++) {
            Attempt attempt = next();
            assertThat(attempt.number()).isEqualTo(number);
            assertThat(done(attempt, Verdict.NOT_TAKEN)).isEqualTo(new Settled(Fate.RETRIED, null));
            assertThat(schedule.next(now)).isEmpty();
            long pause = schedule.nextDue().orElseThrow() - now;
            pauses.add(pause / 1e9);
            now += pause;
        }
        for (int i = 0; i < pauses.size(); i++) {
            double least = 1 << i;
            assertThat(pauses.get(i)).isBetween(least, Math.min(1.5 * least, 300));
        }
        assertThat(pauses.get(3) / pauses.get(2)).as("by chance").isNotEqualTo(2.0);
        assertThat(done(next(), Verdict.NOT_TAKEN)).isEqualTo(new Settled(Fate.FAILED, WebhookMark.Outcome.FAILED));
        assertThat(schedule.size()).isZero();
    }

    @Test
    void no_pause_is_longer_than_five_minutes() {
        for (int i = 0; i < 20; i++) {
            schedule.add(message("purge-no-" + i), List.of(ONE), now);
            for (int number = 1; number < WebhookSchedule.ATTEMPTS; number++) {
                done(next(), Verdict.NOT_TAKEN);
                long pause = schedule.nextDue().orElseThrow() - now;
                assertThat(pause).isLessThanOrEqualTo(Duration.ofMinutes(5).toNanos());
                now += pause;
            }
            done(next(), Verdict.NOT_TAKEN);
        }
    }

    @Test
    void a_receiver_that_is_gone_is_not_asked_again() {
        schedule.add(message("purge-one"), List.of(ONE), now);
        assertThat(done(next(), Verdict.GONE)).isEqualTo(new Settled(Fate.GONE, WebhookMark.Outcome.DELIVERED));
        assertThat(schedule.size()).isZero();
    }

    @Test
    void a_message_with_a_url_that_was_given_up_has_failed() {
        schedule.add(message("purge-one"), List.of(ONE, TWO), now);
        assertThat(done(next(), Verdict.TAKEN).message()).isNull();
        for (int number = 1; number < WebhookSchedule.ATTEMPTS; number++) {
            done(next(), Verdict.NOT_TAKEN);
            now = schedule.nextDue().orElseThrow();
        }
        assertThat(done(next(), Verdict.NOT_TAKEN).message()).isEqualTo(WebhookMark.Outcome.FAILED);
    }

    @Test
    void what_another_process_has_marked_is_called_off() {
        schedule.add(message("purge-one"), List.of(ONE, TWO), now);
        schedule.mark("purge-one.complete");
        assertThat(schedule.next(now)).isEmpty();
        assertThat(schedule.size()).isZero();
        schedule.mark("purge-two.complete");
        assertThat(schedule.add(message("purge-two"), List.of(ONE), now)).isZero();
        assertThat(schedule.next(now)).isEmpty();
    }

    @Test
    void a_mark_that_comes_during_an_attempt_lets_it_end_and_no_other_follow() {
        schedule.add(message("purge-one"), List.of(ONE, TWO), now);
        Attempt first = next();
        Attempt second = next();
        schedule.mark("purge-one.complete");
        assertThat(done(first, Verdict.NOT_TAKEN)).isEqualTo(new Settled(Fate.OVERTAKEN, null));
        assertThat(done(second, Verdict.TAKEN)).isEqualTo(new Settled(Fate.DELIVERED, null));
        assertThat(schedule.size()).isZero();
        assertThat(schedule.nextDue()).isEmpty();
    }

    @Test
    void a_message_that_is_known_is_not_taken_in_twice() {
        schedule.add(message("purge-one"), List.of(ONE), now);
        schedule.add(message("purge-one"), List.of(ONE), now);
        done(next(), Verdict.TAKEN);
        assertThat(schedule.next(now)).isEmpty();
        schedule.add(message("purge-one"), List.of(ONE), now);
        assertThat(schedule.next(now)).as("after it was delivered").isEmpty();
    }

    @Test
    void four_are_under_way_to_one_url_and_eight_in_all() {
        for (int i = 0; i < 10; i++) {
            schedule.add(message("purge-no-" + i), List.of(ONE), now);
        }
        List<Attempt> toOne = IntStream.range(0, 4).mapToObj(i -> next()).toList();
        assertThat(schedule.next(now)).isEmpty();
        assertThat(schedule.nextDue()).as("until one of them has ended").isEmpty();
        for (int i = 0; i < 10; i++) {
            schedule.add(message("purge-other-" + i), List.of(URI.create("http://other.example/" + i)), now);
        }
        assertThat(IntStream.range(0, 4).mapToObj(i -> next().url().getHost())).containsOnly("other.example");
        assertThat(schedule.next(now)).isEmpty();
        done(toOne.getFirst(), Verdict.TAKEN);
        assertThat(next().url()).as("the one that waits for longest").isEqualTo(ONE);
    }

    @Test
    void what_does_not_fit_is_dropped_and_a_url_that_is_down_leaves_room_for_others() {
        for (int i = 0; i < WebhookSchedule.MAX_OF_ONE_URL; i++) {
            assertThat(schedule.add(message("purge-no-" + i), List.of(ONE), now))
                    .isZero();
        }
        assertThat(schedule.add(message("purge-both"), List.of(ONE, TWO), now)).isEqualTo(1);
        assertThat(schedule.size()).isEqualTo(WebhookSchedule.MAX_OF_ONE_URL + 1);
        for (int i = 0; schedule.size() < WebhookSchedule.MAX_DELIVERIES; i++) {
            schedule.add(message("purge-two-" + i), List.of(URI.create("http://other.example/" + i % 3)), now);
        }
        assertThat(schedule.add(message("purge-last"), List.of(URI.create("http://third.example/")), now))
                .isEqualTo(1);
        assertThat(schedule.size()).isEqualTo(WebhookSchedule.MAX_DELIVERIES);
    }

    @Test
    void messages_are_bounded_by_their_size_too() {
        String selector = "x".repeat(1 << 20);
        int dropped = 0;
        for (int i = 0; i < 70; i++) {
            dropped += schedule.add(message("purge-no-" + i, selector), List.of(ONE), now);
        }
        assertThat(dropped).isEqualTo(70 - 63);
        done(next(), Verdict.TAKEN);
        assertThat(schedule.add(message("purge-more", selector), List.of(ONE), now))
                .isZero();
    }

    @Test
    void only_the_newest_marks_are_remembered() {
        for (int i = 0; i <= WebhookSchedule.MAX_MARKS; i++) {
            schedule.mark("purge-no-" + i + ".complete");
        }
        schedule.add(message("purge-no-1"), List.of(ONE), now);
        assertThat(schedule.next(now)).isEqualTo(Optional.empty());
        schedule.add(message("purge-no-0"), List.of(ONE), now);
        assertThat(schedule.next(now)).isPresent();
    }
}
