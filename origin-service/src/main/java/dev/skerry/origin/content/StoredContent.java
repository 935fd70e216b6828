package dev.skerry.origin.content;

import dev.skerry.contract.Json;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of content opened for reading. It goes on showing the same bytes and metadata when the path is replaced or
 * deleted meanwhile. Closed by whoever opened it; reads may come from any thread.
 *
 * <p>The form on disk is the bytes, then the JSON of their {@link ContentMeta}, its length (4 bytes), and {@link #MAGIC}:
 * one file, so that one rename replaces content and metadata together, and nothing is ever left to collect.
 */
public final class StoredContent implements Closeable {
    private static final long MAGIC = 0x534b_4552_5259_0001L;
    private static final int TAIL_BYTES = Integer.BYTES + Long.BYTES;
    private static final int MAX_META_BYTES = 2 << 20;

    private final FileChannel channel;
    private final ContentMeta meta;

    private StoredContent(FileChannel channel, ContentMeta meta) {
        this.channel = channel;
        this.meta = meta;
    }

    /** The bytes that end a file with {@code meta}. */
    static ByteBuffer trailer(ContentMeta meta) {
        byte[] json = Json.write(meta);
        return ByteBuffer.allocate(json.length + TAIL_BYTES)
                .put(json)
                .putInt(json.length)
                .putLong(MAGIC)
                .flip();
    }

    /**
     * Opens {@code file}.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws DamagedContentException if it is not of the form above
     * @throws IOException if it cannot be read
     */
    static StoredContent open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new StoredContent(channel, readMeta(channel, file));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static ContentMeta readMeta(FileChannel channel, Path file) throws IOException {
        long end = channel.size() - TAIL_BYTES;
        if (end < 0) {
            throw new DamagedContentException(file, "is too short", null);
        }
        ByteBuffer tail = read(channel, end, TAIL_BYTES);
        int length = tail.getInt();
        if (tail.getLong() != MAGIC || length <= 0 || length > MAX_META_BYTES || length > end) {
            throw new DamagedContentException(file, "has no valid trailer", null);
        }
        ContentMeta meta = meta(read(channel, end - length, length).array(), file);
        if (meta.size() != end - length) {
            throw new DamagedContentException(file, "has " + (end - length) + " bytes, not " + meta.size(), null);
        }
        return meta;
    }

    private static ContentMeta meta(byte[] json, Path file) throws DamagedContentException {
        try {
            return Json.readMessage(json, ContentMeta.class);
        } catch (IllegalArgumentException e) {
            throw new DamagedContentException(file, "has a trailer that cannot be read", e);
        }
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("file ended at " + (position + buffer.position()));
            }
        }
        return buffer.flip();
    }

    /** What is known of it. */
    public ContentMeta meta() {
        return meta;
    }

    /**
     * Reads exactly {@code length} bytes of content from {@code position}.
     *
     * @throws IOException if the disk fails, or the range leaves the content
     */
    public byte[] read(long position, int length) throws IOException {
        if (position < 0 || position + length > meta.size()) {
            throw new EOFException("range " + position + "+" + length + " leaves content of " + meta.size());
        }
        return read(channel, position, length).array();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
