package dev.skerry.edge.policy;

import java.util.List;

/** Which part of a representation a request asks for; made by {@link ByteRange#select}. */
public sealed interface RangeRequest {
    /** All of it: no range was asked for, or the range is one to be ignored. */
    record Whole() implements RangeRequest {}

    /**
     * One part, to be sent as 206.
     *
     * @param span its last byte is within the complete length
     */
    record Single(ByteSpan span) implements RangeRequest {
        /** The value of {@code Content-Range}. */
        public String contentRange(long completeLength) {
            return ContentRange.text(span, completeLength);
        }
    }

    /**
     * Several parts, to be sent as 206 with {@code multipart/byteranges} (RFC 9110 §14.6).
     *
     * @param spans at least two, in the order to send them, none of which touches another
     */
    record Several(List<ByteSpan> spans) implements RangeRequest {}

    /** Beyond the end: 416 with {@code Content-Range: bytes *}{@code /length} (RFC 9110 §15.5.17). */
    record Unsatisfiable() implements RangeRequest {
        /** The value of {@code Content-Range}. */
        public static String contentRange(long completeLength) {
            return "bytes */" + completeLength;
        }
    }
}
