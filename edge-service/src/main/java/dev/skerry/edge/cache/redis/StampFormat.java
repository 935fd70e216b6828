package dev.skerry.edge.cache.redis;

import dev.skerry.contract.Fence;
import dev.skerry.edge.purge.SelectorHash;
import dev.skerry.edge.purge.Stamp;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A stamp as bytes, beside the response that has it, so that what is dead can be found without reading content. Big-endian:
 * {@link SelectorHash#VERSION} (2), partition (4) and offset (8) of the fence, number of selectors (4), their hashes (8 each).
 * Equal stamps are equal bytes.
 */
final class StampFormat {
    private StampFormat() {}

    static byte[] write(Stamp stamp) {
        ByteBuffer bytes = ByteBuffer.allocate(18 + 8 * stamp.selectorCount())
                .putShort((short) SelectorHash.VERSION)
                .putInt(stamp.fence().partition())
                .putLong(stamp.fence().offset())
                .putInt(stamp.selectorCount());
        for (int i = 0; i < stamp.selectorCount(); i++) {
            bytes.putLong(stamp.selector(i));
        }
        return bytes.array();
    }

    /** The stamp, or null if {@code bytes} are none of this version. */
    static @Nullable Stamp read(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        try {
            if (from.getShort() != SelectorHash.VERSION) {
                return null;
            }
            Fence fence = new Fence(from.getInt(), from.getLong());
            int count = from.getInt();
            if (count < 0 || from.remaining() != 8L * count) {
                return null;
            }
            long[] selectors = new long[count];
            from.asLongBuffer().get(selectors);
            return new Stamp(fence, selectors);
        } catch (BufferUnderflowException | IllegalArgumentException foreign) {
            return null;
        }
    }
}
