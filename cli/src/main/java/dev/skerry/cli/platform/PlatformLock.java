package dev.skerry.cli.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Lets one command at a time start or stop processes of a data folder. The system frees it when its holder dies. */
public final class PlatformLock implements AutoCloseable {
    private static final String NAME = "lock";

    private final FileChannel channel;

    private PlatformLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws CommandFailed if another command holds it; nothing is waited for */
    public static PlatformLock take(DataFolder data) {
        data.create();
        Path file = data.root().resolve(NAME);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new CommandFailed(
                        "another ./skerry up or down is at work in " + data.root(),
                        "Wait for it to end, or stop it with Ctrl-C.");
            }
            return new PlatformLock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("locking " + file + " failed", e);
        }
    }

    /**
     * Waits until no other process holds it. Commands let it go within minutes, since all they wait for has limits.
     *
     * @throws CommandFailed if another command of this JVM holds it
     */
    public static PlatformLock await(DataFolder data) {
        data.create();
        Path file = data.root().resolve(NAME);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                channel.lock();
            } catch (OverlappingFileLockException e) {
                channel.close();
                throw new CommandFailed("this command holds " + file + " itself", "Run ./skerry down.", e);
            }
            return new PlatformLock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("locking " + file + " failed", e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by another command of this JVM, as in tests
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("unlocking the data folder failed", e);
        }
    }
}
