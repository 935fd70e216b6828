package dev.skerry.stage;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A file system of its own in memory (tmpfs) on a folder, that can be made full without a byte being written: it is told to be
 * no larger than what is in it. Linux, and root. Unmounted when closed. One thread.
 */
public final class SmallDisk implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SmallDisk.class.getName());
    private static final int MAX_ATTEMPTS = 50;

    private final Path folder;
    private final long bytes;

    private SmallDisk(Path folder, long bytes) {
        this.folder = folder;
        this.bytes = bytes;
    }

    /** Whether this process may mount one; tried in {@code folder}. */
    public static boolean isPossible(Path folder) throws IOException, InterruptedException {
        if (!System.getProperty("os.name").startsWith("Linux")) {
            return false;
        }
        Path probe = Files.createTempDirectory(folder, "mount-probe");
        try (SmallDisk disk = mount(probe, 1)) {
            disk.fill();
            disk.free();
            return true;
        } catch (IOException mayNot) {
            LOG.log(Level.FINE, "no disk can be mounted", mayNot);
            return false;
        } finally {
            Files.delete(probe);
        }
    }

    /**
     * Mounts one on {@code folder}, which is made if it is missing.
     *
     * @param mebibytes that it holds while it is not full
     */
    public static SmallDisk mount(Path folder, int mebibytes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        long bytes = (long) mebibytes << 20;
        SystemCommand.run(
                "mount", "-t", "tmpfs", "-o", "size=" + bytes + ",mode=0700", "skerry-stage", folder.toString());
        return new SmallDisk(folder, bytes);
    }

    /** From now on nothing more can be written. What is in it stays, and can be removed. */
    public void fill() throws IOException, InterruptedException {
        IOException last = new IOException("not tried");
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            FileStore store = Files.getFileStore(folder);
            try {
                // Of size 0 is one without any bound.
                resize(Math.max(store.getBlockSize(), store.getTotalSpace() - store.getUnallocatedSpace()));
                return;
            } catch (IOException moreWasWrittenMeanwhile) {
                last = moreWasWrittenMeanwhile;
            }
        }
        throw last;
    }

    /** Lets it hold again what it held at first. */
    public void free() throws IOException, InterruptedException {
        resize(bytes);
    }

    private void resize(long size) throws IOException, InterruptedException {
        SystemCommand.run("mount", "-o", "remount,size=" + size, folder.toString());
    }

    /** Whoever uses it should have ended; it goes in any case, once nobody uses it any more. */
    @Override
    public void close() throws IOException {
        try {
            SystemCommand.run("umount", "--lazy", folder.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(folder + " may still be mounted", e);
        }
    }
}
