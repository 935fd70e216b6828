package dev.skerry.purge.webhook;

import dev.skerry.contract.WebhookMark;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which webhook is to be sent where, and when: a pure machine, used by one thread at a time, on whatever clock its caller
 * has. What waits lies in a lane per URL, so that one that does not answer keeps no other waiting for long.
 *
 * <p>Our own, and not a library's, because what waits for its next attempt has to be bounded, to be called off when another
 * process has delivered it, and to be tested on virtual time.
 */
final class WebhookSchedule {
    /** Deliveries, of one message to one URL each, that wait or are under way. */
    static final int MAX_DELIVERIES = 10_000;

    /** The most of them to one URL, so that the others have room if it is down. */
    static final int MAX_OF_ONE_URL = 5_000;

    /** What the messages take at most, about. */
    static final long MAX_BYTES = 64L << 20;

    static final int MAX_AT_A_TIME = 8;
    static final int MAX_AT_A_TIME_OF_ONE_URL = 4;
    static final int ATTEMPTS = 10;

    /** As many as there are messages of all purges that are remembered; the eldest gives way. */
    static final int MAX_MARKS = 20_000;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final RandomGenerator random;
    private final Map<URI, Lane> lanes = new HashMap<>();
    private final Map<String, Round> rounds = new HashMap<>();
    private final SequencedSet<String> marks = new LinkedHashSet<>();
    private long sequence;
    private int deliveries;
    private long bytes;
    private int underWay;

    /** What waits for one URL. */
    private static final class Lane {
        final TreeSet<Attempt> waiting = new TreeSet<>(Attempt.BY_TIME);
        int underWay;

        int size() {
            return waiting.size() + underWay;
        }
    }

    /** A message and its URLs. */
    private static final class Round {
        final WebhookMessage message;
        final List<Attempt> waiting = new ArrayList<>();
        int open;
        boolean failed;
        boolean marked;

        Round(WebhookMessage message) {
            this.message = message;
        }
    }

    /** One attempt to deliver a message to a URL. */
    static final class Attempt {
        /** By differences, as instants of a monotonic clock have to be compared. */
        private static final Comparator<Attempt> BY_TIME =
                (a, b) -> a.due == b.due ? Long.compare(a.sequence, b.sequence) : Long.compare(a.due - b.due, 0);

        private final Round round;
        private final URI url;
        private final int number;
        private final long due;
        private final long sequence;

        private Attempt(Round round, URI url, int number, long due, long sequence) {
            this.round = round;
            this.url = url;
            this.number = number;
            this.due = due;
            this.sequence = sequence;
        }

        WebhookMessage message() {
            return round.message;
        }

        URI url() {
            return url;
        }

        /** 1 to {@value #ATTEMPTS}. */
        int number() {
            return number;
        }
    }

    /** What becomes of a delivery after an attempt. */
    enum Fate {
        DELIVERED,
        /** The receiver wants no more of it. */
        GONE,
        /** Given up. */
        FAILED,
        /** There will be another attempt. */
        RETRIED,
        /** There will be no other, since another process has seen to the message. */
        OVERTAKEN
    }

    /**
     * What becomes of a delivery, and of its message.
     *
     * @param message how the message ended that this was the last delivery of; null if it goes on, or another process is
     *     done with it
     */
    record Settled(Fate fate, WebhookMark.@Nullable Outcome message) {}

    /** Nothing waits; {@code random} spreads attempts. */
    WebhookSchedule(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Takes in a message, unless it is known already or is marked.
     *
     * @param due when it is to be delivered
     * @return how many of the URLs there is no room for
     */
    int add(WebhookMessage message, List<URI> urls, long due) {
        if (rounds.containsKey(message.id()) || marks.contains(message.id())) {
            return 0;
        }
        if (bytes + message.weight() > MAX_BYTES) {
            return urls.size();
        }
        Round round = new Round(message);
        for (URI url : urls) {
            Lane lane = lanes.get(url);
            if (deliveries < MAX_DELIVERIES && (lane == null || lane.size() < MAX_OF_ONE_URL)) {
                round.open++;
                deliveries++;
                await(new Attempt(round, url, 1, due, sequence++));
            }
        }
        int dropped = urls.size() - round.open;
        round.failed = dropped > 0;
        if (round.open > 0) {
            rounds.put(message.id(), round);
            bytes += message.weight();
        }
        return dropped;
    }

    private void await(Attempt attempt) {
        attempt.round.waiting.add(attempt);
        lanes.computeIfAbsent(attempt.url, url -> new Lane()).waiting.add(attempt);
    }

    /** The attempt that is to be made now, if there is one; to be told of by {@link #done}. */
    Optional<Attempt> next(long now) {
        Optional<Attempt> next = first().filter(attempt -> attempt.due - now <= 0);
        next.ifPresent(attempt -> {
            Lane lane = lane(attempt);
            lane.waiting.remove(attempt);
            lane.underWay++;
            attempt.round.waiting.remove(attempt);
            underWay++;
        });
        return next;
    }

    /** When {@link #next} will have one, if nothing else happens. */
    OptionalLong nextDue() {
        return first().map(attempt -> OptionalLong.of(attempt.due)).orElseGet(OptionalLong::empty);
    }

    private Optional<Attempt> first() {
        return underWay >= MAX_AT_A_TIME
                ? Optional.empty()
                : lanes.values().stream()
                        .filter(lane -> lane.underWay < MAX_AT_A_TIME_OF_ONE_URL && !lane.waiting.isEmpty())
                        .map(lane -> lane.waiting.first())
                        .min(Attempt.BY_TIME);
    }

    private Lane lane(Attempt attempt) {
        Lane lane = lanes.get(attempt.url);
        if (lane == null) {
            throw new IllegalStateException("an attempt is under way or waits, but has no lane");
        }
        return lane;
    }

    /** An attempt has ended so. */
    Settled done(Attempt attempt, WebhookSender.Verdict verdict, long now) {
        lane(attempt).underWay--;
        underWay--;
        Fate fate = fate(attempt, verdict);
        if (fate == Fate.RETRIED) {
            long due = now + pause(attempt.number).toNanos();
            await(new Attempt(attempt.round, attempt.url, attempt.number + 1, due, sequence++));
            return new Settled(fate, null);
        }
        Round round = attempt.round;
        round.failed |= fate == Fate.FAILED;
        end(round, attempt.url);
        if (round.open > 0 || round.marked) {
            return new Settled(fate, null);
        }
        mark(round.message.id());
        return new Settled(fate, round.failed ? WebhookMark.Outcome.FAILED : WebhookMark.Outcome.DELIVERED);
    }

    private static Fate fate(Attempt attempt, WebhookSender.Verdict verdict) {
        return switch (verdict) {
            case TAKEN -> Fate.DELIVERED;
            case GONE -> Fate.GONE;
            case NOT_TAKEN ->
                attempt.round.marked ? Fate.OVERTAKEN : attempt.number >= ATTEMPTS ? Fate.FAILED : Fate.RETRIED;
        };
    }

    /** After attempt {@code number}: 1 s, doubled each time, and up to half as much again by chance. */
    private Duration pause(int number) {
        double nanos = FIRST_PAUSE.toNanos() * Math.scalb(1 + random.nextDouble() / 2, number - 1);
        return Duration.ofNanos((long) Math.min(nanos, (double) LONGEST_PAUSE.toNanos()));
    }

    private void end(Round round, URI url) {
        deliveries--;
        Lane lane = lanes.get(url);
        if (lane != null && lane.size() == 0) {
            lanes.remove(url);
        }
        if (--round.open == 0) {
            rounds.remove(round.message.id());
            bytes -= round.message.weight();
        }
    }

    /** The message with this id is done with, here or in another process: what still waits of it is called off. */
    void mark(String id) {
        if (marks.add(id) && marks.size() > MAX_MARKS) {
            marks.removeFirst();
        }
        Round round = rounds.get(id);
        if (round == null) {
            return;
        }
        round.marked = true;
        for (Attempt attempt : List.copyOf(round.waiting)) {
            lane(attempt).waiting.remove(attempt);
            round.waiting.remove(attempt);
            end(round, attempt.url);
        }
    }

    /** Deliveries that wait or are under way. */
    int size() {
        return deliveries;
    }
}
