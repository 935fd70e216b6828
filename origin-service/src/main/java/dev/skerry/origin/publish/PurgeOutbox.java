package dev.skerry.origin.publish;

import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.TimeSpan;
import dev.skerry.origin.DataFolder;
import dev.skerry.origin.Refusal;
import dev.skerry.origin.RefusedException;
import dev.skerry.origin.content.ContentPath;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The purges that are owed. Each is a small file from before its change until purge-service has committed it, so none is
 * lost to a kill or an outage; one that is sent twice merely purges twice.
 *
 * <p>Requests go out in lanes, one per site, with one request of a lane in flight. What is owed meanwhile rides together
 * in the lane's next request, never in the one already sent: a purge counts for a change only if it is committed after
 * it. So one file is purged at once, and thousands cost a request per round trip. A request only commits; whoever wants
 * every PoP to have applied the purge waits for it by its id, outside the lane, which has left by then. A request that
 * fails is repeated until it succeeds, after {@value #FIRST_RETRY_MS} ms and then twice as long each time, up to {@value
 * #LAST_RETRY_MS} ms; where the site is gone up to {@value #RARE_RETRY_MS} ms, or until there is something new to send.
 *
 * <p>Bounds: {@value #MAX_OWED} owed purges and 48 MiB of memory for them, then {@link #owe} refuses; {@value #MAX_RIDERS} in a request. Thread-safe.
 */
public final class PurgeOutbox {
    private static final Logger LOG = Logger.getLogger(PurgeOutbox.class);
    private static final int MAX_OWED = 100_000;
    private static final long MAX_OWED_BYTES = 48L << 20;
    private static final int MAX_RIDERS = PurgeRequest.MAX_SELECTORS / OwedPurge.MAX_SELECTORS;
    private static final long FIRST_RETRY_MS = 200;
    private static final long LAST_RETRY_MS = 10_000;
    private static final long RARE_RETRY_MS = 300_000;

    /** How much later than asked for the answer to a wait may come. */
    private static final long ANSWER_MARGIN_MS = 250;

    private static final String SUFFIX = ".json";

    private final DataFolder folder;
    private final PurgeClient client;
    private final ScheduledExecutorService timer;
    private final long maxBytes;
    private final AtomicInteger owed = new AtomicInteger();
    private final AtomicLong owedBytes = new AtomicLong();
    private final Map<SiteId, Lane> lanes = new HashMap<>();

    private record Rider(OwedPurge purge, PurgeWish wish, CompletableFuture<@Nullable PurgeStatus> status) {}

    /** Guarded by {@link #lanes}; there while it has riders or a request in flight. */
    private static final class Lane {
        private final ArrayDeque<Rider> riders = new ArrayDeque<>();
        private boolean busy;
        private long retryMs = FIRST_RETRY_MS;
        private @Nullable ScheduledFuture<?> rareRetry;
    }

    /**
     * Creates an outbox.
     *
     * @param timer where requests are repeated; the caller ends it, and with it the outbox
     */
    public PurgeOutbox(DataFolder folder, PurgeClient client, ScheduledExecutorService timer) {
        this(folder, client, timer, MAX_OWED_BYTES);
    }

    PurgeOutbox(DataFolder folder, PurgeClient client, ScheduledExecutorService timer, long maxBytes) {
        this.folder = folder;
        this.client = client;
        this.timer = timer;
        this.maxBytes = maxBytes;
    }

    /**
     * Sends what the last run still owed; called once, before the first {@link #owe}.
     *
     * @return how many there were
     * @throws IOException if the folder cannot be read
     */
    public int resume() throws IOException {
        int found = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.outbox(), "*" + SUFFIX)) {
            for (Path file : files) {
                OwedPurge purge = read(file);
                owed.incrementAndGet();
                owedBytes.addAndGet(purge.weight());
                found++;
                var _ = send(purge, PurgeWish.NONE);
            }
        }
        return found;
    }

    private static OwedPurge read(Path file) throws IOException {
        try {
            return Json.readMessage(Files.readAllBytes(file), OwedPurge.class);
        } catch (IllegalArgumentException e) {
            throw new IOException("owed purge " + file + " cannot be read: purge its site, then remove the file", e);
        }
    }

    /**
     * Notes durably that a change of {@code path}, about to be made, must be purged. Followed by {@link #send} in any
     * case, once the change is made or has failed.
     *
     * @throws RefusedException with {@link Refusal#BACKLOG_FULL}
     * @throws IOException if the disk is full or fails; nothing is owed then
     */
    public OwedPurge owe(SiteId site, ContentPath path) throws IOException {
        OwedPurge purge = OwedPurge.of(UUID.randomUUID().toString(), site, path);
        int count = owed.incrementAndGet();
        long bytes = owedBytes.addAndGet(purge.weight());
        if (count > MAX_OWED || bytes > maxBytes) {
            release(purge);
            throw new RefusedException(
                    Refusal.BACKLOG_FULL,
                    (count - 1) + " purges wait for purge-service: publish again once it is back");
        }
        try {
            folder.write(file(purge), Json.write(purge));
            return purge;
        } catch (IOException e) {
            release(purge);
            throw e;
        }
    }

    private void release(OwedPurge purge) {
        owed.decrementAndGet();
        owedBytes.addAndGet(-purge.weight());
    }

    /**
     * Sends an owed purge; the future completes once purge-service has committed it, and where {@code wish} says so once it
     * is complete or its wait is over.
     */
    public CompletableFuture<@Nullable PurgeStatus> send(OwedPurge purge, PurgeWish wish) {
        Rider rider = new Rider(purge, wish, new CompletableFuture<>());
        synchronized (lanes) {
            Lane lane = lanes.computeIfAbsent(purge.site(), absent -> new Lane());
            lane.riders.add(rider);
            // Content is taken for sites that exist: purge-service will know this one again.
            if (lane.rareRetry != null && lane.rareRetry.cancel(false)) {
                lane.rareRetry = null;
                lane.busy = false;
                lane.retryMs = FIRST_RETRY_MS;
            }
        }
        depart(purge.site());
        return rider.status;
    }

    /** How many purges are owed now. */
    public int pending() {
        return owed.get();
    }

    private void depart(SiteId site) {
        List<Rider> riders = new ArrayList<>();
        synchronized (lanes) {
            Lane lane = lanes.get(site);
            if (lane == null || lane.busy) {
                return;
            }
            while (riders.size() < MAX_RIDERS && !lane.riders.isEmpty()) {
                riders.add(lane.riders.remove());
            }
            if (riders.isEmpty()) {
                lanes.remove(site);
                return;
            }
            lane.busy = true;
        }
        List<OwedPurge> purges = riders.stream().map(Rider::purge).toList();
        @Nullable String traceparent = riders.getFirst().wish.traceparent();
        var _ = client.purge(site, OwedPurge.request(purges), traceparent)
                .whenComplete((status, failure) -> arrive(site, riders, status, failure));
    }

    private void arrive(SiteId site, List<Rider> riders, @Nullable PurgeStatus status, @Nullable Throwable failure) {
        if (failure != null) {
            postpone(site, riders, failure);
            return;
        }
        synchronized (lanes) {
            Lane lane = lanes.computeIfAbsent(site, absent -> new Lane());
            lane.busy = false;
            lane.retryMs = FIRST_RETRY_MS;
        }
        riders.forEach(rider -> forget(rider.purge));
        depart(site);
        answer(riders, status);
    }

    /** Those who wait share one request, as long as the most patient wants; each gets what is known when its time is up. */
    private void answer(List<Rider> riders, @Nullable PurgeStatus committed) {
        List<TimeSpan> waits = riders.stream()
                .map(rider -> rider.wish.waitComplete())
                .filter(Objects::nonNull)
                .toList();
        if (committed == null || committed.state().reaches(PurgeStatus.State.COMPLETE) || waits.isEmpty()) {
            riders.forEach(rider -> rider.status.complete(committed));
            return;
        }
        TimeSpan longest = Collections.max(waits, Comparator.comparing(TimeSpan::duration));
        CompletableFuture<PurgeStatus> followed = client.follow(committed.id(), longest)
                .exceptionally(failure -> {
                    LOG.warnf("purge %s is committed, and could not be followed: %s", committed.id(), failure);
                    return committed;
                });
        for (Rider rider : riders) {
            TimeSpan wait = rider.wish.waitComplete();
            if (wait == null) {
                rider.status.complete(committed);
            } else {
                long millis = wait.duration().toMillis() + ANSWER_MARGIN_MS;
                var _ = followed.copy()
                        .completeOnTimeout(committed, millis, TimeUnit.MILLISECONDS)
                        .thenAccept(rider.status::complete);
            }
        }
    }

    /** The lane stays busy until the retry, so that what comes meanwhile rides along instead of failing by itself. */
    private void postpone(SiteId site, List<Rider> riders, Throwable failure) {
        Throwable reason =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean siteIsGone = reason instanceof PurgeClient.UnknownSiteException;
        long pause;
        synchronized (lanes) {
            Lane lane = lanes.computeIfAbsent(site, absent -> new Lane());
            riders.reversed().forEach(lane.riders::addFirst);
            pause = lane.retryMs;
            lane.retryMs = Math.min(siteIsGone ? RARE_RETRY_MS : LAST_RETRY_MS, pause * 2);
            ScheduledFuture<?> retry = timer.schedule(() -> retry(site), pause, TimeUnit.MILLISECONDS);
            lane.rareRetry = siteIsGone && pause > LAST_RETRY_MS ? retry : null;
        }
        LOG.warnf(
                "%d purges of site %s wait, next try in %d ms: %s%s",
                riders.size(), site, pause, reason, siteIsGone ? ". They go out once the site is applied again" : "");
    }

    private void retry(SiteId site) {
        synchronized (lanes) {
            Lane lane = lanes.get(site);
            if (lane != null) {
                lane.rareRetry = null;
                lane.busy = false;
            }
        }
        depart(site);
    }

    private void forget(OwedPurge purge) {
        release(purge);
        try {
            Files.deleteIfExists(file(purge));
        } catch (IOException e) {
            LOG.warnf(e, "the marker of a committed purge stays, and is sent again at the next start: %s", purge.id());
        }
    }

    private Path file(OwedPurge purge) {
        return folder.outbox().resolve(purge.id() + SUFFIX);
    }
}
