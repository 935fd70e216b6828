package dev.skerry.edge.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts of a representation that are stored, used, and completed (RFC 9110 §15.3.7, RFC 9111 §3.3 and §3.4). */
public final class PartialContent {
    private PartialContent() {}

    /** Whether the stored part {@code part} has all that {@code request} asks for, be that an error. */
    static boolean covers(RequestHead request, ResponseHead stored, ContentRange part) {
        return switch (ByteRange.select(request, stored, part.complete())) {
            case RangeRequest.Whole() -> false;
            case RangeRequest.Single(ByteSpan span) -> part.span().contains(span);
            case RangeRequest.Several several -> several.spans().stream().allMatch(part.span()::contains);
            case RangeRequest.Unsatisfiable() -> true;
        };
    }

    /**
     * The fields of a request for what the stored part lacks: {@code Range} and {@code If-Range}. Empty if the part and
     * what is asked for would not be one part together, or if it has no strong validator to join them by (RFC 9110
     * §15.3.7.3).
     */
    static Fields missing(RequestHead request, ResponseHead stored, ContentRange part) {
        String validator = strongValidator(stored.fields());
        ByteSpan wanted = wanted(request, stored, part);
        if (validator == null || wanted == null || !wanted.touches(part.span())) {
            return Fields.EMPTY;
        }
        ByteSpan held = part.span();
        boolean before = wanted.first() < held.first();
        boolean after = wanted.last() > held.last();
        if (before == after) {
            return Fields.EMPTY;
        }
        String range = before
                ? wanted.first() + "-" + (held.first() - 1)
                : (held.last() + 1) + "-" + (request.fields().contains("range") ? wanted.last() : "");
        return Fields.of("range", "bytes=" + range, "if-range", validator);
    }

    private static @Nullable ByteSpan wanted(RequestHead request, ResponseHead stored, ContentRange part) {
        return switch (ByteRange.select(request, stored, part.complete())) {
            case RangeRequest.Whole() -> new ByteSpan(0, part.complete() - 1);
            case RangeRequest.Single(ByteSpan span) -> span;
            case RangeRequest.Several(var spans) ->
                spans.stream().reduce(ByteSpan::through).orElse(null);
            case RangeRequest.Unsatisfiable() -> null;
        };
    }

    /** A strong entity tag, else a {@code Last-Modified} that is strong, word for word; null if there is neither. */
    private static @Nullable String strongValidator(Fields fields) {
        String etag = fields.first("etag");
        EntityTag tag = etag == null ? null : EntityTag.parse(etag);
        if (etag != null) {
            return tag == null || tag.weak() ? null : etag;
        }
        return ByteRange.isStrongDate(fields) ? fields.first("last-modified") : null;
    }

    /**
     * The head of both parts together (RFC 9111 §3.4): the new part's fields in place of the stored ones, as with a 304. A
     * 200 if nothing is missing any more, else a 206.
     *
     * @return null if they cannot be combined: {@code arrived} is no 206 that tells its part and length, has another
     *     complete length or validator, or does not touch what is stored
     */
    public static @Nullable ResponseHead combined(ResponseHead stored, ResponseHead arrived, CacheRules rules) {
        ContentRange held = ContentRange.of(stored);
        ContentRange added = ContentRange.of(arrived);
        if (held == null
                || added == null
                || held.complete() != added.complete()
                || !borders(held.span(), added.span())
                || !isSameRepresentation(stored.fields(), arrived.fields())
                || !tellsLength(arrived.fields(), added.span().length())) {
            return null;
        }
        Fields fields = withoutDigest(Freshening.merge(stored, arrived, rules).fields())
                .without("content-length", "content-range");
        ContentRange both = new ContentRange(held.span().through(added.span()), held.complete());
        return both.isWhole()
                ? new ResponseHead(200, fields.with("content-length", Long.toString(both.complete())))
                : new ResponseHead(206, fields.with("content-range", both.text()));
    }

    /**
     * The same for the one whose request brought {@code arrived}: also with what is not stored.
     *
     * @param combined what {@link #combined} said
     */
    public static ResponseHead received(ResponseHead stored, ResponseHead arrived, ResponseHead combined) {
        Fields.Builder fields = Fields.builder();
        fields.addAll(withoutDigest(Freshening.mergeReceived(stored, arrived).fields())
                .without("content-length", "content-range"));
        for (String name : List.of("content-length", "content-range")) {
            combined.fields().all(name).forEach(value -> fields.add(name, value));
        }
        return combined.withFields(fields.build());
    }

    /** Without what was computed over other content than is sent (RFC 9530 §2): {@code Repr-Digest} is of the whole and stays. */
    public static Fields withoutDigest(Fields fields) {
        return fields.without("content-digest", "content-md5");
    }

    /** Whether what has {@linkplain #combined arrived} stands behind what is stored; else it stands before it. */
    public static boolean comesBehind(ResponseHead stored, ResponseHead arrived) {
        ContentRange held = ContentRange.of(stored);
        ContentRange added = ContentRange.of(arrived);
        return held != null
                && added != null
                && added.span().first() > held.span().last();
    }

    /** Right behind or right before: we ask for what is missing and for nothing else. */
    private static boolean borders(ByteSpan held, ByteSpan added) {
        return added.first() == held.last() + 1 || added.last() + 1 == held.first();
    }

    private static boolean isSameRepresentation(Fields stored, Fields arrived) {
        String validator = strongValidator(stored);
        if (validator == null) {
            return false;
        }
        String name = validator.equals(stored.first("etag")) ? "etag" : "last-modified";
        return validator.equals(arrived.first(name));
    }

    /** Only a length that the framing enforces keeps bytes from being joined at the wrong place. */
    private static boolean tellsLength(Fields arrived, long length) {
        String declared = arrived.first("content-length");
        return declared != null && Syntax.number(declared) == length;
    }
}
