package dev.skerry.edge.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Which bytes of a representation a request asks for (RFC 9110 §14). */
public final class ByteRange {
    /** The most ranges that a request may name; with more it gets the whole. */
    public static final int MAX_ASKED = 100;

    /** The most parts that are sent, once those that touch are joined; with more the request gets the whole. */
    public static final int MAX_PARTS = 16;

    private static final RangeRequest WHOLE = new RangeRequest.Whole();
    private static final String UNIT = "bytes=";

    private ByteRange() {}

    /** One member of the field: from {@code first}, or the last {@code last} bytes where {@code first} is -1. */
    private record Spec(long first, long last) {
        /** Null if it is malformed. */
        static @Nullable Spec parse(String text) {
            int dash = text.indexOf('-');
            if (dash < 0) {
                return null;
            }
            String before = text.substring(0, dash);
            String after = text.substring(dash + 1);
            long first = before.isEmpty() ? -1 : Syntax.number(before);
            long last = after.isEmpty() ? Long.MAX_VALUE : Syntax.number(after);
            boolean malformed = before.isEmpty()
                    ? after.isEmpty() || last == Syntax.INVALID
                    : first == Syntax.INVALID || last == Syntax.INVALID || last < first;
            return malformed ? null : new Spec(first, last);
        }

        boolean isSuffix() {
            return first < 0;
        }

        /** What it means in {@code complete} bytes, at least one; null if there are no such bytes. */
        @Nullable
        ByteSpan of(long complete) {
            if (isSuffix()) {
                return last == 0 ? null : new ByteSpan(Math.max(0, complete - last), complete - 1);
            }
            return first >= complete ? null : new ByteSpan(first, Math.min(last, complete - 1));
        }
    }

    /**
     * The part to send. A {@code Range} is ignored, as §14.2 allows or demands, on another method than GET, on a stored
     * status other than 200 and 206, in another unit, if it is malformed, if it has more than {@value #MAX_ASKED} parts or
     * leaves more than {@value #MAX_PARTS}, and if {@code If-Range} does not hold. Parts that touch are joined (§15.3.7.2),
     * so that no more than the whole is ever sent.
     *
     * @param completeLength of the representation, 0 or more
     */
    public static RangeRequest select(RequestHead request, ResponseHead stored, long completeLength) {
        List<Spec> specs = specs(request);
        boolean partial = stored.status() == 200 || stored.status() == 206;
        if (specs.isEmpty() || !partial || !ifRangeHolds(request.fields(), stored.fields())) {
            return WHOLE;
        }
        if (completeLength == 0) {
            // The bytes of an empty body cannot be told by Content-Range, but its last ones are all of it.
            return specs.stream().anyMatch(spec -> spec.isSuffix() && spec.last() > 0)
                    ? WHOLE
                    : new RangeRequest.Unsatisfiable();
        }
        List<ByteSpan> spans = new ArrayList<>();
        for (Spec spec : specs) {
            ByteSpan span = spec.of(completeLength);
            if (span != null) {
                join(spans, span);
            }
        }
        return switch (spans.size()) {
            case 0 -> new RangeRequest.Unsatisfiable();
            case 1 -> new RangeRequest.Single(spans.getFirst());
            default -> spans.size() > MAX_PARTS ? WHOLE : new RangeRequest.Several(List.copyOf(spans));
        };
    }

    /** Adds {@code span}, in place of the first that it touches and joined with all of them. */
    private static void join(List<ByteSpan> spans, ByteSpan span) {
        ByteSpan joined = span;
        int place = spans.size();
        for (int i = 0; i < spans.size(); ) {
            if (spans.get(i).touches(joined)) {
                joined = joined.through(spans.remove(i));
                place = Math.min(place, i);
                i = 0; // the larger span may touch one that the smaller did not
            } else {
                i++;
            }
        }
        spans.add(Math.min(place, spans.size()), joined);
    }

    /**
     * The range that goes upstream where nothing is stored: the request's own, word for word, if it is one part that is not
     * the whole from its first byte, so that nobody makes us fetch gigabytes by asking for a byte. With it goes {@code
     * If-Range}. Empty if the whole is to be asked for.
     */
    public static Fields upstream(RequestHead request) {
        List<Spec> specs = specs(request);
        boolean isPart = specs.size() == 1
                && !(specs.getFirst().first() == 0 && specs.getFirst().last() == Long.MAX_VALUE);
        if (!isPart) {
            return Fields.EMPTY;
        }
        Fields.Builder fields = Fields.builder();
        for (String name : List.of("range", "if-range")) {
            request.fields().all(name).forEach(value -> fields.add(name, value));
        }
        return fields.build();
    }

    /** Whether several parts are asked for, in a form that counts. */
    public static boolean asksForSeveral(RequestHead request) {
        return specs(request).size() > 1;
    }

    /** What the field asks for; empty if it is to be ignored whatever is stored. */
    private static List<Spec> specs(RequestHead request) {
        List<String> lines = request.fields().all("range");
        if (!request.method().equals("GET") || lines.size() != 1) {
            return List.of();
        }
        String range = lines.getFirst();
        if (!range.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return List.of();
        }
        List<Spec> specs = new ArrayList<>();
        for (String member : Syntax.members(range.substring(UNIT.length()))) {
            if (!member.isEmpty()) {
                Spec spec = Spec.parse(member);
                if (spec == null || specs.size() == MAX_ASKED) {
                    return List.of();
                }
                specs.add(spec);
            }
        }
        return specs;
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
        return condition.equals(stored.first("last-modified")) && isStrongDate(stored);
    }

    /** §8.8.2.2: it cannot have changed twice in that second, since the response was made at least a second later. */
    static boolean isStrongDate(Fields response) {
        String lastModified = response.first("last-modified");
        String date = response.first("date");
        OptionalLong modified = lastModified == null ? OptionalLong.empty() : HttpDate.parse(lastModified);
        OptionalLong made = date == null ? OptionalLong.empty() : HttpDate.parse(date);
        return modified.isPresent() && made.isPresent() && made.getAsLong() - modified.getAsLong() >= 1000;
    }
}
