package dev.skerry.origin.content;

import dev.skerry.contract.SiteId;
import dev.skerry.origin.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Files of content by site and path. A file is named by the SHA-256 of its path ({@code content/SITE/ab/cdef...}), so no
 * path, however hostile, means anything to the file system: there are no name clashes, reserved names or length limits,
 * and {@code a} and {@code a/b} can both exist.
 *
 * <p>The commit point of a write is the rename of one file that holds both bytes and metadata ({@link StoredContent}).
 * Blocking; thread-safe; of two writers of a path the last rename wins, whole.
 */
public final class ContentStore {
    /** The points between which a kill leaves something different on disk, in order. */
    public enum Step {
        /** All bytes are in the temporary file, not forced. */
        WRITTEN,
        /** The temporary file is whole and forced. */
        FORCED,
        /** The file is in its place: the commit point has passed. */
        RENAMED
    }

    private static final Logger LOG = Logger.getLogger(ContentStore.class);

    private final DataFolder folder;
    private final Clock clock;
    private final Consumer<Step> observer;

    /**
     * Creates a store.
     *
     * @param observer called after each step of a write; tests end the write there as a kill would
     */
    public ContentStore(DataFolder folder, Clock clock, Consumer<Step> observer) {
        this.folder = folder;
        this.clock = clock;
        this.observer = observer;
    }

    /** Begins an upload; the caller closes it. */
    public Upload begin() throws IOException {
        return new Upload(folder.newTemp(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Opens the content at {@code path}, or returns null if there is none; the caller closes it. */
    public @Nullable StoredContent open(SiteId site, ContentPath path) throws IOException {
        try {
            return StoredContent.open(file(site, path));
        } catch (NoSuchFileException absent) {
            return null;
        }
    }

    /**
     * What is known of the content at {@code path}, or null if there is none. A damaged file counts as content that no
     * condition knows ({@link ContentMeta#damaged}), so that it can be replaced and deleted.
     */
    public @Nullable ContentMeta meta(SiteId site, ContentPath path) throws IOException {
        try (StoredContent content = open(site, path)) {
            return content == null ? null : content.meta();
        } catch (DamagedContentException e) {
            LOG.warn("damaged content is being replaced or deleted", e);
            return ContentMeta.damaged(path);
        }
    }

    /**
     * Puts an upload in its place, durably, and ends it.
     *
     * @throws IOException if the disk is full or fails; if it fails after the rename, the new content may be in place
     */
    public ContentMeta commit(Upload upload, SiteId site, ContentPath path, ContentMeta.Headers headers)
            throws IOException {
        observer.accept(Step.WRITTEN);
        ContentMeta meta = new ContentMeta(
                path.value(), upload.etag(), upload.size(), clock.instant().truncatedTo(ChronoUnit.SECONDS), headers);
        Path forced = upload.finish(StoredContent.trailer(meta));
        observer.accept(Step.FORCED);
        Path target = file(site, path);
        DataFolder.createFolders(target.resolveSibling(""));
        DataFolder.rename(forced, target);
        observer.accept(Step.RENAMED);
        return meta;
    }

    /** Removes the content at {@code path}, durably; false if there was none. */
    public boolean delete(SiteId site, ContentPath path) throws IOException {
        Path file = file(site, path);
        if (!Files.deleteIfExists(file)) {
            return false;
        }
        DataFolder.forceFolder(file.resolveSibling("."));
        return true;
    }

    private Path file(SiteId site, ContentPath path) {
        String name = path.hash();
        return folder.content()
                .resolve(site.value())
                .resolve(name.substring(0, 2))
                .resolve(name.substring(2));
    }
}
