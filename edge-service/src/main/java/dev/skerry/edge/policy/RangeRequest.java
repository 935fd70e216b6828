package dev.skerry.edge.policy;

/** Which part of a representation a request asks for; made by {@link ByteRange#select}. */
public sealed interface RangeRequest {
    /** All of it: no range was asked for, or the range is one to be ignored. */
    record Whole() implements RangeRequest {}

    /**
     * One part, to be sent as 206.
     *
     * @param first position of the first byte, from 0
     * @param lastInclusive position of the last byte, less than the complete length
     */
    record Single(long first, long lastInclusive) implements RangeRequest {
        /** How many bytes. */
        public long length() {
            return lastInclusive - first + 1;
        }

        /** The value of {@code Content-Range}. */
        public String contentRange(long completeLength) {
            return "bytes " + first + "-" + lastInclusive + "/" + completeLength;
        }
    }

    /** Beyond the end: 416 with {@code Content-Range: bytes *}{@code /length} (RFC 9110 §15.5.17). */
    record Unsatisfiable() implements RangeRequest {
        /** The value of {@code Content-Range}. */
        public static String contentRange(long completeLength) {
            return "bytes */" + completeLength;
        }
    }
}
