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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The purges that are owed. Each is a small file from before its change until purge-service has committed it, so none is
 * lost to a kill or an outage; one that is sent twice merely purges twice.
 *
 * <p>Requests go out in lanes, one per site and wish to wait, with one request of a lane in flight. What is owed
 * meanwhile rides together in the lane's next request, never in the one already sent: a purge counts for a change only
 * if it is committed after it. So one file is purged at once, and thousands cost a request per round trip. A request
 * that fails is repeated until it succeeds, after {@value #FIRST_RETRY_MS} ms and then twice as long each time, up to
 * {@value #LAST_RETRY_MS} ms.
 *
 * <p>Bounds: {@value #MAX_OWED} owed purges, then {@link #owe} refuses; {@value #MAX_RIDERS} in a request. Thread-safe.
 */
public final class PurgeOutbox {
    private static final Logger LOG = Logger.getLogger(PurgeOutbox.class);
    private static final int MAX_OWED = 100_000;
    private static final int MAX_RIDERS = PurgeRequest.MAX_SELECTORS / OwedPurge.MAX_SELECTORS;
    private static final long FIRST_RETRY_MS = 200;
    private static final long LAST_RETRY_MS = 10_000;
    private static final String SUFFIX = ".json";

    private final DataFolder folder;
    private final PurgeClient client;
    private final ScheduledExecutorService timer;
    private final AtomicInteger owed = new AtomicInteger();
    private final Map<LaneKey, Lane> lanes = new HashMap<>();

    private record LaneKey(SiteId site, @Nullable TimeSpan waitComplete) {}

    private record Rider(OwedPurge purge, PurgeWish wish, CompletableFuture<@Nullable PurgeStatus> status) {}

    /** Guarded by {@link #lanes}; there while it has riders or a request in flight. */
    private static final class Lane {
        private final ArrayDeque<Rider> riders = new ArrayDeque<>();
        private boolean busy;
        private long retryMs = FIRST_RETRY_MS;
    }

    /**
     * Creates an outbox.
     *
     * @param timer where requests are repeated; the caller ends it, and with it the outbox
     */
    public PurgeOutbox(DataFolder folder, PurgeClient client, ScheduledExecutorService timer) {
        this.folder = folder;
        this.client = client;
        this.timer = timer;
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
        if (owed.incrementAndGet() > MAX_OWED) {
            owed.decrementAndGet();
            throw new RefusedException(
                    Refusal.BACKLOG_FULL, MAX_OWED + " purges wait for purge-service: publish again once it is back");
        }
        OwedPurge purge = OwedPurge.of(UUID.randomUUID().toString(), site, path);
        try {
            folder.write(file(purge), Json.write(purge));
            return purge;
        } catch (IOException e) {
            owed.decrementAndGet();
            throw e;
        }
    }

    /** Sends an owed purge; the future completes once purge-service has committed it. */
    public CompletableFuture<@Nullable PurgeStatus> send(OwedPurge purge, PurgeWish wish) {
        Rider rider = new Rider(purge, wish, new CompletableFuture<>());
        LaneKey key = new LaneKey(purge.site(), wish.waitComplete());
        synchronized (lanes) {
            lanes.computeIfAbsent(key, absent -> new Lane()).riders.add(rider);
        }
        depart(key);
        return rider.status;
    }

    /** How many purges are owed now. */
    public int pending() {
        return owed.get();
    }

    private void depart(LaneKey key) {
        List<Rider> riders = new ArrayList<>();
        synchronized (lanes) {
            Lane lane = lanes.get(key);
            if (lane == null || lane.busy) {
                return;
            }
            while (riders.size() < MAX_RIDERS && !lane.riders.isEmpty()) {
                riders.add(lane.riders.remove());
            }
            if (riders.isEmpty()) {
                lanes.remove(key);
                return;
            }
            lane.busy = true;
        }
        List<OwedPurge> purges = riders.stream().map(Rider::purge).toList();
        PurgeWish wish = riders.getFirst().wish;
        var _ = client.purge(key.site, OwedPurge.request(purges), wish)
                .whenComplete((status, failure) -> arrive(key, riders, status, failure));
    }

    private void arrive(LaneKey key, List<Rider> riders, @Nullable PurgeStatus status, @Nullable Throwable failure) {
        long retryMs = 0;
        synchronized (lanes) {
            Lane lane = lanes.computeIfAbsent(key, absent -> new Lane());
            if (failure == null) {
                lane.busy = false;
                lane.retryMs = FIRST_RETRY_MS;
            } else {
                // Still busy until the retry, so that what comes meanwhile rides along instead of failing by itself.
                riders.reversed().forEach(lane.riders::addFirst);
                retryMs = lane.retryMs;
                lane.retryMs = Math.min(LAST_RETRY_MS, lane.retryMs * 2);
            }
        }
        if (failure != null) {
            LOG.warnf("%d purges of site %s wait, next try in %d ms: %s", riders.size(), key.site, retryMs, failure);
            var _ = timer.schedule(() -> retry(key), retryMs, TimeUnit.MILLISECONDS);
            return;
        }
        for (Rider rider : riders) {
            forget(rider.purge);
            rider.status.complete(status);
        }
        depart(key);
    }

    private void retry(LaneKey key) {
        synchronized (lanes) {
            Lane lane = lanes.get(key);
            if (lane != null) {
                lane.busy = false;
            }
        }
        depart(key);
    }

    private void forget(OwedPurge purge) {
        owed.decrementAndGet();
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
