package dev.skerry.edge.cache.redis;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Fence;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.purge.SelectorHash;
import dev.skerry.edge.purge.Stamp;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A stored response as bytes. Big-endian:
 *
 * <table>
 * <caption>Value</caption>
 * <tr><th>bytes</th><th>what</th></tr>
 * <tr><td>4</td><td>{@code SKRY}</td></tr>
 * <tr><td>2</td><td>version of this format</td></tr>
 * <tr><td>2</td><td>{@link SelectorHash#VERSION}: the selectors are stored as hashes, and those of another function
 *     would let a purged response live</td></tr>
 * <tr><td>4</td><td>CRC-32C of all that follows</td></tr>
 * <tr><td>4</td><td>length of all that follows</td></tr>
 * <tr><td>4 + n</td><td>each: site, host, path, query, variant; length and UTF-8, length -1 for null</td></tr>
 * <tr><td>2, 4, ...</td><td>status, number of field lines, name and value of each</td></tr>
 * <tr><td>8, 8, 8, 4 + n</td><td>request time, response time, lifetime and its source</td></tr>
 * <tr><td>4, 8, 4, 8 each</td><td>fence, number of selectors, their hashes</td></tr>
 * <tr><td>4 + n</td><td>body</td></tr>
 * </table>
 *
 * <p>Whatever is not exactly that is no value: another version, cut short, longer, damaged or foreign.
 */
final class ValueFormat {
    private static final int MAGIC = 0x534b_5259;
    private static final short VERSION = 1;
    private static final int HEADER_BYTES = 16;
    private static final int SEGMENT_BYTES = 64 * 1024;
    private static final int NULL = -1;

    private ValueFormat() {}

    /** @param response complete and retained, its body below 2 GiB less the head */
    static byte[] write(StoredResponse response) {
        byte[] head = head(response);
        int bodyLength = Math.toIntExact(response.body().length());
        ByteBuffer value = ByteBuffer.allocate(HEADER_BYTES + head.length + 4 + bodyLength);
        value.position(HEADER_BYTES).put(head).putInt(bodyLength);
        response.body().segments().forEach(value::put);
        value.putInt(0, MAGIC)
                .putShort(4, VERSION)
                .putShort(6, (short) SelectorHash.VERSION)
                .putInt(12, value.capacity() - HEADER_BYTES);
        return value.putInt(8, checksum(value.array())).array();
    }

    /** The response, or null if {@code bytes} are not a value of this format, whole and undamaged. */
    static @Nullable StoredResponse read(byte[] bytes) {
        ByteBuffer value = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER_BYTES
                || value.getInt() != MAGIC
                || value.getShort() != VERSION
                || value.getShort() != SelectorHash.VERSION
                || value.getInt() != checksum(bytes)
                || value.getInt() != bytes.length - HEADER_BYTES) {
            return null;
        }
        try {
            StoredResponse response = content(value);
            return value.hasRemaining() ? null : response;
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return null; // the checksum is right, so a writer with a fault of its own made it
        }
    }

    private static int checksum(byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(value, HEADER_BYTES - 4, value.length - (HEADER_BYTES - 4));
        return (int) crc.getValue();
    }

    private static byte[] head(StoredResponse response) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            ContentUrl url = response.key().url();
            text(out, response.key().site().value());
            text(out, url.host());
            text(out, url.path());
            text(out, url.query());
            text(out, response.variant());
            StoredView view = response.view();
            out.writeShort(view.head().status());
            out.writeInt(view.head().fields().size());
            for (Fields.Line line : view.head().fields()) {
                text(out, line.name());
                text(out, line.value());
            }
            out.writeLong(view.requestTimeMs());
            out.writeLong(view.responseTimeMs());
            out.writeLong(view.lifetime().millis());
            text(out, view.lifetime().source().name());
            Stamp stamp = response.stamp();
            out.writeInt(stamp.fence().partition());
            out.writeLong(stamp.fence().offset());
            out.writeInt(stamp.selectorCount());
            for (int i = 0; i < stamp.selectorCount(); i++) {
                out.writeLong(stamp.selector(i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void text(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(NULL);
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static StoredResponse content(ByteBuffer value) {
        SiteId site = new SiteId(text(value));
        CacheKey key = new CacheKey(site, new ContentUrl(text(value), text(value), optionalText(value)));
        String variant = text(value);
        int status = value.getShort();
        Fields.Builder fields = Fields.builder();
        int lines = value.getInt();
        for (int i = 0; i < lines; i++) {
            fields.add(text(value), text(value));
        }
        StoredView view = new StoredView(
                new ResponseHead(status, fields.build()),
                value.getLong(),
                value.getLong(),
                new FreshnessLifetime(value.getLong(), FreshnessLifetime.Source.valueOf(text(value))));
        Fence fence = new Fence(value.getInt(), value.getLong());
        long[] selectors = new long[count(value, 8)];
        for (int i = 0; i < selectors.length; i++) {
            selectors[i] = value.getLong();
        }
        return new StoredResponse(key, variant, view, new Stamp(fence, selectors), body(value));
    }

    private static Body body(ByteBuffer value) {
        int length = count(value, 1);
        List<byte[]> segments = new ArrayList<>(length / SEGMENT_BYTES + 1);
        for (int left = length; left > 0; left -= SEGMENT_BYTES) {
            byte[] segment = new byte[Math.min(left, SEGMENT_BYTES)];
            value.get(segment);
            segments.add(segment);
        }
        return Body.of(segments);
    }

    private static String text(ByteBuffer value) {
        String text = optionalText(value);
        if (text == null) {
            throw new IllegalArgumentException("a text is missing");
        }
        return text;
    }

    private static @Nullable String optionalText(ByteBuffer value) {
        int length = value.getInt();
        if (length == NULL) {
            return null;
        }
        byte[] utf8 = new byte[bounded(length, 1, value)];
        value.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static int count(ByteBuffer value, int size) {
        return bounded(value.getInt(), size, value);
    }

    /** A number of things of this size, which must be there: no count makes us allocate more than what was sent. */
    private static int bounded(int count, int size, ByteBuffer value) {
        if (count < 0 || (long) count * size > value.remaining()) {
            throw new IllegalArgumentException("a count of " + count + " is more than there is");
        }
        return count;
    }
}
