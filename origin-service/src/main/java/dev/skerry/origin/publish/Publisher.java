package dev.skerry.origin.publish;

import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.origin.Refusal;
import dev.skerry.origin.RefusedException;
import dev.skerry.origin.content.ContentMeta;
import dev.skerry.origin.content.ContentPath;
import dev.skerry.origin.content.ContentStore;
import dev.skerry.origin.content.Upload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Changes content and purges what the change made wrong, in the one order that cannot lose a purge: the purge is noted
 * durably, the content is committed, the purge is sent. A kill before the commit point leaves the old content and a
 * purge too many; a kill after it leaves the new content and a purge that the next start sends.
 *
 * <p>Blocking; thread-safe. Writers of one path take turns (a path shares its turn with 1 of {@value #STRIPES} others), so
 * that conditions and commit are one step.
 */
public final class Publisher {
    private static final int STRIPES = 64;

    private final ContentStore store;
    private final PurgeOutbox outbox;
    private final List<ReentrantLock> turns = new ArrayList<>();

    /** Creates a publisher. */
    public Publisher(ContentStore store, PurgeOutbox outbox) {
        this.store = store;
        this.outbox = outbox;
        for (int i = 0; i < STRIPES; i++) {
            turns.add(new ReentrantLock());
        }
    }

    /** A condition on what is there now (null for nothing). */
    @FunctionalInterface
    public interface Condition {
        /** @throws RefusedException if the change must not be made */
        void check(@Nullable ContentMeta current);
    }

    /**
     * A change that has been made.
     *
     * @param meta of the new content; null after a delete
     * @param replaced whether there was content before
     * @param purge completes once purge-service has committed the purge, however long that takes
     */
    public record Change(
            @Nullable ContentMeta meta, boolean replaced, CompletableFuture<@Nullable PurgeStatus> purge) {}

    /**
     * Puts {@code upload} at {@code path}.
     *
     * @throws RefusedException if {@code condition} does not hold, or too many purges are owed; nothing has changed then
     * @throws IOException if the disk is full or fails
     */
    public Change publish(
            SiteId site,
            ContentPath path,
            Upload upload,
            ContentMeta.Headers headers,
            Condition condition,
            PurgeWish wish)
            throws IOException {
        ReentrantLock turn = turn(site, path);
        turn.lock();
        try {
            ContentMeta before = store.meta(site, path);
            condition.check(before);
            OwedPurge purge = outbox.owe(site, path);
            try {
                ContentMeta after = store.commit(upload, site, path, headers);
                return new Change(after, before != null, outbox.send(purge, wish));
            } catch (IOException e) {
                // It may have failed after the rename: purging in vain is harmless.
                var _ = outbox.send(purge, PurgeWish.NONE);
                throw e;
            }
        } finally {
            turn.unlock();
        }
    }

    /**
     * Deletes the content at {@code path}.
     *
     * @throws RefusedException with {@link Refusal#NO_CONTENT} if there is none, or as {@link #publish}
     * @throws IOException if the disk fails
     */
    public Change delete(SiteId site, ContentPath path, Condition condition, PurgeWish wish) throws IOException {
        ReentrantLock turn = turn(site, path);
        turn.lock();
        try {
            ContentMeta before = store.meta(site, path);
            if (before == null) {
                throw new RefusedException(Refusal.NO_CONTENT, "site '" + site + "' has no content at '" + path + "'");
            }
            condition.check(before);
            OwedPurge purge = outbox.owe(site, path);
            try {
                store.delete(site, path);
                return new Change(null, true, outbox.send(purge, wish));
            } catch (IOException e) {
                var _ = outbox.send(purge, PurgeWish.NONE);
                throw e;
            }
        } finally {
            turn.unlock();
        }
    }

    private ReentrantLock turn(SiteId site, ContentPath path) {
        return turns.get(Math.floorMod(31 * site.hashCode() + path.hashCode(), STRIPES));
    }
}
