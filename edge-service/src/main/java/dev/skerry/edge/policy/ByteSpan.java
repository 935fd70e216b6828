package dev.skerry.edge.policy;

/**
 * Some bytes of a representation that follow each other.
 *
 * @param first position of the first byte, from 0
 * @param last position of the last byte, not before the first
 */
public record ByteSpan(long first, long last) {
    /** @throws IllegalArgumentException if it would be empty or begin before 0 */
    public ByteSpan {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("bytes " + first + " to " + last + " are no span");
        }
    }

    /** How many bytes. */
    public long length() {
        return last - first + 1;
    }

    /** Whether all of {@code other} lies within. */
    public boolean contains(ByteSpan other) {
        return first <= other.first && other.last <= last;
    }

    /** Whether both overlap, or one begins right behind the other: together they are one span. */
    public boolean touches(ByteSpan other) {
        return first <= other.last + 1 && other.first <= last + 1;
    }

    /** From the first byte of either to the last byte of either. */
    public ByteSpan through(ByteSpan other) {
        return new ByteSpan(Math.min(first, other.first), Math.max(last, other.last));
    }
}
