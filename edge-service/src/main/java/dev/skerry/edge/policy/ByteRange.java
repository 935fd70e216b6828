package dev.skerry.edge.policy;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Which bytes of a complete stored response a request asks for (RFC 9110 §14). */
public final class ByteRange {
    private static final RangeRequest WHOLE = new RangeRequest.Whole();
    private static final String UNIT = "bytes=";

    private ByteRange() {}

    /**
     * The part to send. A {@code Range} is ignored, as §14.2 allows or demands, on another method than GET, on a stored
     * status other than 200, in another unit, if it is malformed, if it has more than one part, and if {@code If-Range}
     * does not hold.
     *
     * @param completeLength of the stored body, 0 or more
     */
    public static RangeRequest select(RequestHead request, ResponseHead stored, long completeLength) {
        List<String> lines = request.fields().all("range");
        if (!request.method().equals("GET") || stored.status() != 200 || lines.size() != 1) {
            return WHOLE;
        }
        String range = lines.getFirst();
        if (!range.regionMatches(true, 0, UNIT, 0, UNIT.length()) || !ifRangeHolds(request.fields(), stored.fields())) {
            return WHOLE;
        }
        List<String> specs = Syntax.members(range.substring(UNIT.length())).stream()
                .filter(spec -> !spec.isEmpty())
                .toList();
        return specs.size() == 1 ? single(specs.getFirst(), completeLength) : WHOLE;
    }

    private static RangeRequest single(String spec, long completeLength) {
        int dash = spec.indexOf('-');
        if (dash < 0) {
            return WHOLE;
        }
        String before = spec.substring(0, dash);
        String after = spec.substring(dash + 1);
        long first = Syntax.number(before);
        long last = after.isEmpty() ? Long.MAX_VALUE : Syntax.number(after);
        if (before.isEmpty()) {
            return after.isEmpty() || last == Syntax.INVALID ? WHOLE : suffix(last, completeLength);
        }
        if (first == Syntax.INVALID || last == Syntax.INVALID || last < first) {
            return WHOLE;
        }
        return first >= completeLength
                ? new RangeRequest.Unsatisfiable()
                : new RangeRequest.Single(first, Math.min(last, completeLength - 1));
    }

    /**
     * §14.1.2: the last {@code length} bytes. Those of an empty body cannot be told by Content-Range, but it is all of
     * it.
     */
    private static RangeRequest suffix(long length, long completeLength) {
        if (length == 0) {
            return new RangeRequest.Unsatisfiable();
        }
        return completeLength == 0
                ? WHOLE
                : new RangeRequest.Single(Math.max(0, completeLength - length), completeLength - 1);
    }

    /**
     * §13.1.5: an entity tag that matches strongly, or a date that is word for word a {@code Last-Modified} that is
     * strong.
     */
    private static boolean ifRangeHolds(Fields client, Fields stored) {
        List<String> lines = client.all("if-range");
        if (lines.isEmpty()) {
            return true;
        }
        String condition = lines.getFirst();
        EntityTag wanted = EntityTag.parse(condition);
        if (lines.size() > 1) {
            return false;
        }
        if (wanted != null) {
            String etag = stored.first("etag");
            EntityTag selected = etag == null ? null : EntityTag.parse(etag);
            return selected != null && wanted.matchesStrongly(selected);
        }
        return condition.equals(stored.first("last-modified")) && isStrong(condition, stored.first("date"));
    }

    /** §8.8.2.2: it cannot have changed twice in that second, since the response was made at least a second later. */
    private static boolean isStrong(String lastModified, @Nullable String date) {
        OptionalLong modified = HttpDate.parse(lastModified);
        OptionalLong made = date == null ? OptionalLong.empty() : HttpDate.parse(date);
        return modified.isPresent() && made.isPresent() && made.getAsLong() - modified.getAsLong() >= 1000;
    }
}
