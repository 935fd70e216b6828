package dev.skerry.origin.content;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Content on its way in: a temporary file and a running hash; the bytes pass through and are never held. Used by one
 * thread at a time. Whoever began it closes it, which removes what was not committed.
 */
public final class Upload implements Closeable {
    private static final int ETAG_BYTES = 16;

    private final Path file;
    private final FileChannel channel;
    private final MessageDigest hash = sha256();
    private long size;

    /** Opens {@code file}, which must not exist unless it is a device. */
    Upload(Path file, StandardOpenOption... options) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, options);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Appends what remains in {@code bytes}.
     *
     * @throws IOException if the disk is full or fails
     */
    public void write(ByteBuffer bytes) throws IOException {
        size += bytes.remaining();
        hash.update(bytes.duplicate());
        append(bytes);
    }

    private void append(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Bytes so far. */
    public long size() {
        return size;
    }

    /** The strong validator of the bytes; ends the hash, so asked for once. */
    String etag() {
        return '"' + HexFormat.of().formatHex(hash.digest(), 0, ETAG_BYTES) + '"';
    }

    /** Appends the trailer, forces everything to the disk, and returns the finished file. */
    Path finish(ByteBuffer trailer) throws IOException {
        append(trailer);
        channel.force(true);
        channel.close();
        return file;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}
