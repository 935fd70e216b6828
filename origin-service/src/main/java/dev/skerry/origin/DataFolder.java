package dev.skerry.origin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * The folder that everything durable is in, and the one way files get there: written beside, forced to the disk, renamed,
 * and the rename forced too. After kill -9 or a power cut a file is as it was before or as it is after, never between.
 *
 * @param content of sites
 * @param sites their configurations
 * @param outbox purges that are owed
 * @param temp what is being written; emptied at every start. In the same file system as the others
 */
public record DataFolder(Path content, Path sites, Path outbox, Path temp) {
    /**
     * Makes the folders that are missing, and removes what a killed process left half written.
     *
     * @throws IOException if that is not possible
     */
    public static DataFolder open(Path root) throws IOException {
        DataFolder folder = new DataFolder(
                root.resolve("content"), root.resolve("sites"), root.resolve("outbox"), root.resolve("tmp"));
        Files.createDirectories(folder.content);
        Files.createDirectories(folder.sites);
        Files.createDirectories(folder.outbox);
        Files.createDirectories(folder.temp);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder.temp)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
        return folder;
    }

    /** The path of a temporary file that does not exist yet. */
    public Path newTemp() {
        return temp.resolve(UUID.randomUUID().toString());
    }

    /** Writes a small file, atomically and durably; one of the same name is replaced. */
    public void write(Path target, byte[] bytes) throws IOException {
        Path file = newTemp();
        try {
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (ByteBuffer buffer = ByteBuffer.wrap(bytes); buffer.hasRemaining(); ) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            rename(file, target);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Moves a file that has been forced to its place, durably; the folder must exist. */
    public static void rename(Path file, Path target) throws IOException {
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder(target.resolveSibling("."));
    }

    /** Makes a folder and those above it, each durably known to the one above. */
    public static void createFolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                createFolders(parent);
            }
            Files.createDirectories(folder);
            forceFolder(folder.resolveSibling("."));
        }
    }

    /** Forces creations, renames and deletions in {@code folder} to the disk. */
    public static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Writes and removes a byte; fails where nothing can be written. */
    public void probe() throws IOException {
        Path probe = newTemp();
        Files.write(probe, new byte[] {1}, StandardOpenOption.CREATE_NEW);
        Files.delete(probe);
    }
}
