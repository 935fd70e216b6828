package dev.skerry.edge.request;

import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.policy.ByteRange;
import dev.skerry.edge.policy.ByteSpan;
import dev.skerry.edge.policy.ContentRange;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.PartialContent;
import dev.skerry.edge.policy.RangeRequest;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What of a stored response answers a GET: all of it, one range, several, or nothing because the range lies beyond the end
 * (RFC 9110 §14, §15.3.7).
 *
 * @param head of the answer
 * @param content of the answer; whoever sends it closes its reader
 */
record Portion(ResponseHead head, Exchange.Content content) {
    /**
     * Chooses.
     *
     * @param head of the response as this request gets it
     * @param reader at the first byte of the stored body; closed here if the answer does not need it
     * @param ownFields of an answer that has nothing of the stored one; asked for only where there is one, since most hits
     *     are none
     * @param boundary between several parts, that does not occur in the content; asked for only where there are several
     */
    static Portion of(
            RequestHead request,
            StoredResponse stored,
            ResponseHead head,
            Body.Reader reader,
            Supplier<Fields> ownFields,
            Supplier<String> boundary) {
        @Nullable ContentRange part = stored.view().part();
        long complete = part == null ? lengthOf(stored) : part.complete();
        RangeRequest range = complete < 0 ? new RangeRequest.Whole() : ByteRange.select(request, head, complete);
        return switch (range) {
            case RangeRequest.Whole whole -> all(stored, head, reader);
            case RangeRequest.Single(ByteSpan span)
            when isHeld(part, span) -> {
                long offset = part == null ? 0 : part.span().first();
                boolean all = part == null ? span.length() == complete : span.equals(part.span());
                Fields fields = (all ? head.fields() : PartialContent.withoutDigest(head.fields()))
                        .with("content-range", contentRange(span, complete));
                yield new Portion(
                        new ResponseHead(206, fields),
                        new Exchange.Content.Part(reader, span.first() - offset, span.last() - offset));
            }
            case RangeRequest.Single beyondThePart -> all(stored, head, reader);
            case RangeRequest.Several(List<ByteSpan> spans)
            when isWhole(stored) && spans.stream().allMatch(span -> isHeld(part, span)) -> {
                reader.close();
                yield multipart(stored, head, spans, complete, boundary.get());
            }
            case RangeRequest.Several notYet -> all(stored, head, reader);
            case RangeRequest.Unsatisfiable none -> {
                reader.close();
                yield new Portion(
                        new ResponseHead(
                                416,
                                ownFields
                                        .get()
                                        .with("content-range", RangeRequest.Unsatisfiable.contentRange(complete))),
                        new Exchange.Content.Nothing());
            }
        };
    }

    private static boolean isHeld(@Nullable ContentRange part, ByteSpan span) {
        return part == null || part.span().contains(span);
    }

    private static boolean isWhole(StoredResponse stored) {
        return stored.body().state() == Body.State.COMPLETE && stored.body().isRetained();
    }

    /** All that there is; of a part the part, to whoever caused its fetch and gets what the origin made of the request. */
    private static Portion all(StoredResponse stored, ResponseHead head, Body.Reader reader) {
        return new Portion(head, new Exchange.Content.Whole(reader, lengthOf(stored)));
    }

    /** Length of the stored body if it is known: when all is there, or when the origin said it; else -1. */
    static long lengthOf(StoredResponse stored) {
        if (stored.body().state() == Body.State.COMPLETE) {
            return stored.body().length();
        }
        return stored.view().head().declaredLength();
    }

    private static String contentRange(ByteSpan span, long complete) {
        return new RangeRequest.Single(span).contentRange(complete);
    }

    /** §14.6. The bytes are shared with what is stored, but for the ends of each part. */
    private static Portion multipart(
            StoredResponse stored, ResponseHead head, List<ByteSpan> spans, long complete, String boundary) {
        @Nullable ContentRange part = stored.view().part();
        long offset = part == null ? 0 : part.span().first();
        @Nullable String type = head.fields().first("content-type");
        List<byte[]> segments = new ArrayList<>();
        for (ByteSpan span : spans) {
            String before = (segments.isEmpty() ? "" : "\r\n")
                    + "--" + boundary + "\r\n"
                    + (type == null ? "" : "Content-Type: " + type + "\r\n")
                    + "Content-Range: " + contentRange(span, complete) + "\r\n\r\n";
            segments.add(before.getBytes(StandardCharsets.ISO_8859_1));
            cut(stored.body().segments(), span.first() - offset, span.last() - offset, segments);
        }
        segments.add(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.ISO_8859_1));
        Body body = Body.of(segments);
        Fields fields = PartialContent.withoutDigest(head.fields())
                .without("content-length", "content-range")
                .with("content-type", "multipart/byteranges; boundary=" + boundary);
        Body.Reader reader = Objects.requireNonNull(body.reader(), "a complete body has its first byte");
        return new Portion(new ResponseHead(206, fields), new Exchange.Content.Whole(reader, body.length()));
    }

    private static void cut(List<byte[]> segments, long first, long last, List<byte[]> into) {
        long position = 0;
        for (byte[] segment : segments) {
            long from = Math.max(first - position, 0);
            long to = Math.min(last + 1 - position, segment.length);
            if (from < to) {
                boolean all = from == 0 && to == segment.length;
                into.add(all ? segment : Arrays.copyOfRange(segment, (int) from, (int) to));
            }
            position += segment.length;
            if (position > last) {
                return;
            }
        }
    }
}
