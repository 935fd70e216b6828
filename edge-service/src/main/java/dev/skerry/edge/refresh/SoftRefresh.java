package dev.skerry.edge.refresh;

import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.cache.memory.MemoryTier;
import dev.skerry.edge.fill.RefreshBudgets;
import dev.skerry.edge.policy.PurgeVerdict;
import dev.skerry.edge.purge.PurgeMark;
import dev.skerry.edge.purge.PurgeState;
import dev.skerry.edge.sites.Site;
import dev.skerry.edge.sites.Sites;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which response that a soft purge hit is asked for next, and when. Nothing depends on it for correctness: what it does a user's
 * request would do too, later and all at once.
 *
 * <p>When there are more soft purges than the last round knew, a new round begins: of the {@value #LOOKED_AT} hottest keys in
 * memory the {@value #MAX_FOUND} hottest responses that are hit now, of sites with a budget, are due, in this order; behind them
 * what was due before. Rounds begin {@link #BETWEEN_ROUNDS} apart at least. Each is looked at once more right before it is asked
 * for, within the site's budget ({@link RefreshBudgets}), {@value #MAX_UNDER_WAY} at a time; what brings nothing is tried again
 * later. An upstream that fails {@value #MAX_FAILURES} times in a row is left in peace for {@link #PAUSE}. A node without the
 * freshness lease asks for nothing.
 *
 * <p>One thread; time is the caller's.
 */
public final class SoftRefresh {
    static final int MAX_UNDER_WAY = 16;
    static final int MAX_FAILURES = 5;
    static final int MAX_ATTEMPTS = 7;
    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(SoftRefresh.class);
    private static final int LOOKED_AT = 100_000;
    private static final int MAX_FOUND = 10_000;
    private static final int MAX_DUE = 2 * MAX_FOUND;
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(1);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration WAITING = Duration.ofMillis(100);
    private static final Duration SOON = Duration.ofMillis(1);

    /** No response, which would be kept from being evicted; the variant is {@link StoredResponse#variant}. */
    record Item(CacheKey key, String variant) {}

    private record Due(Item item, int attempt) {}

    private record Later(long at, Due due) {}

    private record Ended(Due due, int perSecond, RefreshOutcome outcome) {}

    private final PurgeState purges;
    private final Sites sites;
    private final MemoryTier memory;
    private final Asking asking;
    private final RefreshBudgets budgets;
    private final RefreshCounters counters;
    private final LongSupplier nanoTime;

    private final Map<SiteId, Line> lines = new LinkedHashMap<>();
    private final Set<Item> underWay = new HashSet<>();
    private final PriorityQueue<Later> later = new PriorityQueue<>((one, other) -> Long.signum(one.at - other.at));
    private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
    private @Nullable PurgeMark covered;
    private long coveredAt;

    /** What is due of a site. */
    private static final class Line {
        private SequencedMap<Item, Due> due = new LinkedHashMap<>();
        private int underWay;
        private int failures;
        private boolean paused;
        private long pausedUntil;
    }

    /**
     * Begins with nothing due.
     *
     * @param asking is called on the caller's thread
     * @param nanoTime monotonic, in nanoseconds
     */
    public SoftRefresh(
            PurgeState purges,
            Sites sites,
            MemoryTier memory,
            Asking asking,
            RefreshBudgets budgets,
            RefreshCounters counters,
            LongSupplier nanoTime) {
        this.purges = purges;
        this.sites = sites;
        this.memory = memory;
        this.asking = asking;
        this.budgets = budgets;
        this.counters = counters;
        this.nanoTime = nanoTime;
    }

    /**
     * Does what can be done now.
     *
     * @return how long to wait until the next step
     */
    public Duration step() {
        for (Ended one = ended.poll(); one != null; one = ended.poll()) {
            ended(one);
        }
        long now = nanoTime.getAsLong();
        beginRound(now);
        wakeUp(now);
        if (purges.freshness().isHeld()) {
            askWhatIsAllowed(now);
        }
        counters.due(later.size()
                + underWay.size()
                + lines.values().stream().mapToInt(line -> line.due.size()).sum());
        return pause(now);
    }

    // What is due

    private void beginRound(long now) {
        PurgeMark mark = purges.mark();
        PurgeMark before = covered;
        boolean nothingNew = before != null && mark.hasNoMoreSoftThan(before);
        boolean tooSoon = before != null && now - coveredAt < BETWEEN_ROUNDS.toNanos();
        if (nothingNew || tooSoon || !mark.hasAppliedItsSoft()) {
            return;
        }
        covered = mark;
        coveredAt = now;
        Map<SiteId, SequencedMap<Item, Due>> found = find();
        later.removeIf(waiting -> isIn(found, waiting.due.item));
        found.forEach((site, items) -> {
            Line line = lines.computeIfAbsent(site, unknown -> new Line());
            line.due.forEach(items::putIfAbsent);
            line.due = items;
            LOG.debug("{}: {} responses that soft purges hit are due to be asked for again", site, items.size());
        });
        dropWhatIsTooMuch();
    }

    /** Hottest first, by site. */
    private Map<SiteId, SequencedMap<Item, Due>> find() {
        Map<SiteId, SequencedMap<Item, Due>> found = new LinkedHashMap<>();
        int count = 0;
        for (StoredResponse response : memory.hottest(LOOKED_AT)) {
            Item item = new Item(response.key(), response.variant());
            if (siteOf(item) == null
                    || underWay.contains(item)
                    || purges.verdict(response.stamp()) != PurgeVerdict.SOFT_PURGED) {
                continue;
            }
            if (count++ < MAX_FOUND) {
                found.computeIfAbsent(item.key.site(), unknown -> new LinkedHashMap<>())
                        .put(item, new Due(item, 0));
            } else {
                counters.of(RefreshOutcome.TOO_MANY).increment();
            }
        }
        return found;
    }

    private static boolean isIn(Map<SiteId, SequencedMap<Item, Due>> found, Item item) {
        Map<Item, Due> ofSite = found.get(item.key.site());
        return ofSite != null && ofSite.containsKey(item);
    }

    /** The coldest of the site that has most goes first. */
    private void dropWhatIsTooMuch() {
        int surplus = lines.values().stream().mapToInt(line -> line.due.size()).sum() + later.size() - MAX_DUE;
        for (; surplus > 0; surplus--) {
            Line longest = lines.values().stream()
                    .max((one, other) -> Integer.compare(one.due.size(), other.due.size()))
                    .orElseThrow();
            longest.due.pollLastEntry();
            counters.of(RefreshOutcome.TOO_MANY).increment();
        }
    }

    private void wakeUp(long now) {
        for (Later first = later.peek(); first != null && first.at - now <= 0; first = later.peek()) {
            Due due = later.remove().due;
            lines.computeIfAbsent(due.item.key.site(), unknown -> new Line())
                    .due
                    .putIfAbsent(due.item, due);
        }
    }

    // What is asked

    /** One of each site after the other. */
    private void askWhatIsAllowed(long now) {
        boolean any = true;
        while (any) {
            any = false;
            for (Line line : List.copyOf(lines.values())) {
                any |= askNext(line, now);
            }
        }
    }

    /** @return whether the line has become shorter */
    private boolean askNext(Line line, long now) {
        if (line.due.isEmpty() || isPaused(line, now) || hasNoRoom(line)) {
            return false;
        }
        Due due = line.due.firstEntry().getValue();
        @Nullable Site site = siteOf(due.item);
        @Nullable StoredResponse stored = UpstreamAsking.variant(memory.variants(due.item.key), due.item.variant);
        @Nullable
        RefreshOutcome settled = site == null
                ? RefreshOutcome.OFF
                : RefreshOutcome.settled(stored == null ? null : purges.verdict(stored.stamp()));
        if (site == null || stored == null || settled != null) {
            line.due.pollFirstEntry();
            counters.of(settled == null ? RefreshOutcome.GONE : settled).increment();
            return true;
        }
        int perSecond = site.config().purge().refreshPerSecond();
        if (!budgets.take(site.id(), perSecond)) {
            return false;
        }
        line.due.pollFirstEntry();
        line.underWay++;
        underWay.add(due.item);
        asking.ask(site, stored).thenAccept(outcome -> ended.add(new Ended(due, perSecond, outcome)));
        return true;
    }

    /** A site whose upstream is slow leaves half of the room to others that have something due. */
    private boolean hasNoRoom(Line line) {
        boolean alone = lines.size() == 1;
        return underWay.size() >= MAX_UNDER_WAY || (!alone && line.underWay >= MAX_UNDER_WAY / 2);
    }

    private static boolean isPaused(Line line, long now) {
        line.paused = line.paused && line.pausedUntil - now > 0;
        return line.paused;
    }

    /** Null if there is none, or it wants no refresh. */
    private @Nullable Site siteOf(Item item) {
        @Nullable Site site = sites.find(item.key.host());
        boolean wanted = site != null
                && site.id().equals(item.key.site())
                && site.config().purge().refreshPerSecond() > 0;
        return wanted ? site : null;
    }

    private void ended(Ended one) {
        Item item = one.due.item;
        SiteId site = item.key.site();
        underWay.remove(item);
        Line line = lines.computeIfAbsent(site, unknown -> new Line());
        line.underWay--;
        counters.of(one.outcome).increment();
        switch (one.outcome.kind()) {
            case BROUGHT -> line.failures = 0;
            case FAILED -> failed(site, line, one.outcome);
            case SKIPPED -> budgets.giveBack(site, one.perSecond);
        }
        if (one.outcome.isTriedAgain() && one.due.attempt + 1 < MAX_ATTEMPTS) {
            long delay = FIRST_RETRY.toNanos() << one.due.attempt;
            later.add(new Later(nanoTime.getAsLong() + delay, new Due(item, one.due.attempt + 1)));
        }
    }

    private void failed(SiteId site, Line line, RefreshOutcome outcome) {
        line.failures++;
        if (line.failures < MAX_FAILURES) {
            return;
        }
        line.failures = 0;
        line.paused = true;
        line.pausedUntil = nanoTime.getAsLong() + PAUSE.toNanos();
        counters.pauses().increment();
        LOG.warn(
                "{}: its upstream failed {} times in a row, the last by {}: what soft purges hit is not asked for again"
                        + " for {} s",
                site,
                MAX_FAILURES,
                outcome.reason(),
                PAUSE.toSeconds());
    }

    // When to look again

    private Duration pause(long now) {
        lines.values()
                .removeIf(line -> line.due.isEmpty()
                        && line.underWay == 0
                        && !isPaused(line, now)
                        && (line.failures == 0 || later.isEmpty()));
        Duration least = WAITING;
        for (Line line : lines.values()) {
            if (line.due.isEmpty() || isPaused(line, now) || !purges.freshness().isHeld()) {
                continue;
            }
            @Nullable Site site = siteOf(line.due.firstEntry().getKey());
            Duration next = site == null || hasNoRoom(line)
                    ? SOON
                    : budgets.untilNext(site.id(), site.config().purge().refreshPerSecond());
            least = next.compareTo(least) < 0 ? next : least;
        }
        return least.compareTo(SOON) < 0 ? SOON : least;
    }
}
