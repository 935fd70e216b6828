package dev.skerry.origin.sites;

import dev.skerry.contract.Json;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.origin.DataFolder;
import dev.skerry.origin.Refusal;
import dev.skerry.origin.RefusedException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Every version of every site. The disk is the truth, the log tells it to the fleet.
 *
 * <p>A change goes to disk first, then to the log, then into this registry's memory, where readers see it:
 *
 * <ul>
 *   <li>Killed before the disk: nothing happened.
 *   <li>Killed after the disk: the next start publishes it ({@link #reconcile}); who asked got no answer, and finds the
 *       change made. Log first would be worse: the fleet would follow, and be taken back by the next start.
 *   <li>The log does not answer: the file is put back, the change refused with 503, and no reader ever saw it. A record
 *       that the log took all the same is overridden by the next {@link #reconcile}; until that has succeeded, changes
 *       are refused. Its version number is never given again.
 * </ul>
 *
 * <p>Thread-safe; changes take turns. Bounds: {@value #MAX_SITES} sites.
 */
public final class SiteRegistry {
    private static final Logger LOG = Logger.getLogger(SiteRegistry.class);
    private static final int MAX_SITES = 10_000;
    private static final long LOOK_EVERY_MS = 100;
    private static final String SUFFIX = ".json";

    private final DataFolder folder;
    private final SiteLog log;
    private final Clock clock;
    private final ReentrantLock turn = new ReentrantLock();
    private final Map<SiteId, SiteHistory> sites = new ConcurrentHashMap<>();
    private final Set<SiteId> disowned = new HashSet<>();
    private volatile boolean settled;

    /**
     * A change that has been made, or was not needed.
     *
     * @param version in force now
     * @param created whether it is new
     */
    public record Applied(SiteVersion version, boolean created) {}

    /**
     * Reads all sites from the disk.
     *
     * @throws IOException if a file cannot be read; better no service than one without some of its sites
     */
    public SiteRegistry(DataFolder folder, SiteLog log, Clock clock) throws IOException {
        this.folder = folder;
        this.log = log;
        this.clock = clock;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.sites(), "*" + SUFFIX)) {
            for (Path file : files) {
                SiteHistory history = read(file);
                sites.put(history.site(), history);
            }
        }
    }

    private static SiteHistory read(Path file) throws IOException {
        try {
            return Json.readMessage(Files.readAllBytes(file), SiteHistory.class);
        } catch (IllegalArgumentException e) {
            throw new IOException("site file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The version in force, or null if there is none. */
    public @Nullable SiteVersion active(SiteId site) {
        SiteHistory history = sites.get(site);
        return history == null ? null : history.activeVersion();
    }

    /**
     * Everything that is kept of a site.
     *
     * @throws RefusedException with {@link Refusal#UNKNOWN_SITE} if nothing was ever applied to it
     */
    public SiteHistory history(SiteId site) {
        SiteHistory history = sites.get(site);
        if (history == null || history.versions().isEmpty()) {
            throw unknown(site);
        }
        return history;
    }

    /** The versions in force, by name of site. */
    public List<SiteVersion> active() {
        return sites.values().stream()
                .map(SiteHistory::activeVersion)
                .filter(Objects::nonNull)
                .sorted((a, b) -> a.config().site().compareTo(b.config().site()))
                .toList();
    }

    /** Whether the log is known to agree with the disk. */
    public boolean isSettled() {
        return settled;
    }

    /**
     * Puts a configuration in force, as a new version unless it already is.
     *
     * @throws RefusedException with {@link Refusal#HOST_TAKEN} or {@link Refusal#LOG_UNAVAILABLE}
     * @throws IOException if the disk is full or fails
     */
    public Applied apply(SiteConfig config) throws IOException {
        takeTurn();
        try {
            SiteHistory before = sites.getOrDefault(config.site(), SiteHistory.none(config.site()));
            SiteVersion active = before.activeVersion();
            if (active != null && active.config().equals(config)) {
                return new Applied(active, false);
            }
            if (!sites.containsKey(config.site()) && sites.size() >= MAX_SITES) {
                throw new RefusedException(Refusal.BAD_REQUEST, "there are " + MAX_SITES + " sites, the most allowed");
            }
            requireFreeHosts(config);
            SiteHistory after = before.apply(config, clock.instant());
            change(before, after);
            return new Applied(Objects.requireNonNull(after.activeVersion()), true);
        } finally {
            turn.unlock();
        }
    }

    /**
     * Puts an earlier version in force again.
     *
     * @throws RefusedException with {@link Refusal#UNKNOWN_SITE}, {@link Refusal#UNKNOWN_VERSION}, {@link
     *     Refusal#HOST_TAKEN} or {@link Refusal#LOG_UNAVAILABLE}
     * @throws IOException if the disk is full or fails
     */
    public SiteVersion activate(SiteId site, int number) throws IOException {
        takeTurn();
        try {
            SiteHistory before = history(site);
            SiteVersion wanted = before.version(number);
            if (wanted == null) {
                throw new RefusedException(
                        Refusal.UNKNOWN_VERSION,
                        "site '" + site + "' has no version " + number + ": GET /v1/sites/" + site + " lists them");
            }
            if (!wanted.equals(before.activeVersion())) {
                requireFreeHosts(wanted.config());
                change(before, before.activate(number));
            }
            return wanted;
        } finally {
            turn.unlock();
        }
    }

    /**
     * Takes a site out of force. Its content and versions stay, unserved, for when it is applied or activated again.
     *
     * @throws RefusedException with {@link Refusal#UNKNOWN_SITE} or {@link Refusal#LOG_UNAVAILABLE}
     * @throws IOException if the disk is full or fails
     */
    public void remove(SiteId site) throws IOException {
        takeTurn();
        try {
            if (active(site) == null) {
                throw unknown(site);
            }
            change(history(site), history(site).activate(null));
        } finally {
            turn.unlock();
        }
    }

    /**
     * Makes the log say what the disk says. A site that only the log knows is left alone: an empty data folder is more
     * likely a mistake than the wish to take every site down.
     */
    public void reconcile() throws SiteLog.UnavailableException {
        turn.lock();
        try {
            rewrite();
            Map<SiteId, SiteVersion> told = log.read();
            for (SiteHistory history : sites.values()) {
                if (!Objects.equals(told.get(history.site()), history.activeVersion())) {
                    log.publish(history.site(), history.activeVersion());
                    LOG.infof("told the fleet of site %s again: version %s", history.site(), history.active());
                }
            }
            told.keySet().stream()
                    .filter(site -> !sites.containsKey(site))
                    .forEach(site -> LOG.warnf(
                            "site %s is in force at the edges, but not in this data folder: apply it again", site));
            settled = true;
        } finally {
            turn.unlock();
        }
    }

    /** Waits for other changes, but not for a log that is away: requests that wait for it would take every thread. */
    private void takeTurn() {
        try {
            while (!turn.tryLock(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
                if (!settled) {
                    throw unavailable(null);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(null);
        }
    }

    private void change(SiteHistory before, SiteHistory after) throws IOException {
        if (!settled) {
            throw unavailable(null);
        }
        SiteHistory undone = before.withLast(after.last());
        try {
            write(after);
        } catch (IOException e) {
            // It may have failed after the rename.
            disown(undone);
            throw e;
        }
        try {
            log.publish(after.site(), after.activeVersion());
        } catch (SiteLog.UnavailableException e) {
            disown(undone);
            try {
                rewrite();
            } catch (SiteLog.UnavailableException diskFails) {
                e.addSuppressed(diskFails);
            }
            throw unavailable(e);
        }
        sites.put(after.site(), after);
        LOG.infof("site %s: version %s is in force", after.site(), after.active());
    }

    /** The disk may hold a version that was refused. Until that is put right, changes are refused. */
    private void disown(SiteHistory undone) {
        sites.put(undone.site(), undone);
        disowned.add(undone.site());
        settled = false;
    }

    /** Puts back on disk what is in force. */
    private void rewrite() throws SiteLog.UnavailableException {
        for (SiteId site : List.copyOf(disowned)) {
            try {
                write(Objects.requireNonNull(sites.get(site)));
                disowned.remove(site);
            } catch (IOException e) {
                throw new SiteLog.UnavailableException("site " + site + " cannot be written to the disk", e);
            }
        }
    }

    private void write(SiteHistory history) throws IOException {
        folder.write(folder.sites().resolve(history.site() + SUFFIX), Json.write(history));
    }

    private void requireFreeHosts(SiteConfig config) {
        for (SiteVersion other : active()) {
            if (!other.config().site().equals(config.site())) {
                for (String host : config.hosts()) {
                    if (other.config().hosts().contains(host)) {
                        throw new RefusedException(
                                Refusal.HOST_TAKEN,
                                "host '" + host + "' belongs to site '"
                                        + other.config().site() + "': take it out of one of the two");
                    }
                }
            }
        }
    }

    private static RefusedException unknown(SiteId site) {
        return new RefusedException(
                Refusal.UNKNOWN_SITE, "site '" + site + "' is not known: apply its file with PUT /v1/sites/" + site);
    }

    private static RefusedException unavailable(SiteLog.@Nullable UnavailableException cause) {
        return new RefusedException(
                Refusal.LOG_UNAVAILABLE,
                "Kafka does not take site versions now, nothing was changed: try again in some seconds"
                        + (cause == null ? "" : " (" + cause.getMessage() + ")"));
    }
}
