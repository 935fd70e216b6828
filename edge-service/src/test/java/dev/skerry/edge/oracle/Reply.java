package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client gets of a response: conditions (RFC 9110 §13) and ranges (§14) applied.
 *
 * @param contentRange of a 206 and 416; null for others
 */
record Reply(int status, String body, @Nullable String contentRange) {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)", Pattern.CASE_INSENSITIVE);

    /** RFC 9110 §13 and §14: the fields that ask for less than the whole. */
    static final List<String> CONDITIONAL =
            List.of("if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range", "range");

    /** The bytes that are asked for of a representation; {@code last} is before {@code first} if it has none of them. */
    private record Span(int first, int last) {}

    /** As it came, whatever the client asks for. */
    static Reply asIs(String method, Kept kept) {
        return new Reply(
                kept.status(),
                method.equals("HEAD") ? "" : kept.body(),
                kept.fields().first("content-range"));
    }

    static Reply of(Client client, Kept kept) {
        Fields request = client.fields();
        if (kept.status() >= 200 && kept.status() < 300) {
            if (preconditionFailed(request, kept)) {
                return new Reply(412, "", null);
            }
            if (notModified(request, kept)) {
                return new Reply(304, "", null);
            }
        }
        Span span = span(client, kept);
        if (span == null) {
            return asIs(client.method(), kept);
        }
        int complete = complete(kept);
        if (span.first() > span.last()) {
            return new Reply(416, "", "bytes */" + complete);
        }
        Part part = kept.part();
        int from = part == null ? 0 : part.first();
        if (span.first() < from || span.last() - from >= kept.body().length()) {
            return asIs(client.method(), kept);
        }
        return new Reply(
                206,
                kept.body().substring(span.first() - from, span.last() + 1 - from),
                new Part(span.first(), span.last(), complete).text());
    }

    /** RFC 9111 §3.3: whether what is stored has all that the client asks for. */
    static boolean covers(Client client, Kept kept) {
        Part part = kept.part();
        if (part == null) {
            return true;
        }
        Span span = span(client, kept);
        return span != null
                && (span.first() > span.last() || (span.first() >= part.first() && span.last() <= part.last()));
    }

    /** The condition and range of a request for what the part lacks; empty if it can't be completed so (RFC 9111 §3.4). */
    static String missing(Client client, Kept kept) {
        Part part = kept.part();
        Span span = span(client, kept);
        String validator = strongValidator(kept);
        if (part == null || validator == null || (span != null && span.first() > span.last())) {
            return "";
        }
        Span wanted = span == null ? new Span(0, part.complete() - 1) : span;
        boolean before = wanted.first() < part.first() && wanted.last() >= part.first() - 1;
        boolean behind = wanted.last() > part.last() && wanted.first() <= part.last() + 1;
        // What is missing on both sides would be two ranges.
        if (before == behind) {
            return "";
        }
        String end = client.fields().contains("range") ? Integer.toString(wanted.last()) : "";
        String range = before ? wanted.first() + "-" + (part.first() - 1) : (part.last() + 1) + "-" + end;
        return "if-range: " + validator + "; range: bytes=" + range;
    }

    /** What two parts of one representation have in common for certain (RFC 9110 §8.8.1); null if it has nothing like it. */
    static @Nullable String strongValidator(Kept kept) {
        String etag = kept.etag();
        return etag == null ? kept.lastModified() : etag.startsWith("W/") ? null : etag;
    }

    /** RFC 9111 §4.3.4: whether the tag of a 304 is that of what is stored. */
    static boolean isSaid(String sent, String stored) {
        return sent.startsWith("W/") ? opaque(sent).equals(opaque(stored)) : sent.equals(stored);
    }

    private static int complete(Kept kept) {
        Part part = kept.part();
        return part == null ? kept.body().length() : part.complete();
    }

    /** What a range asks for that counts; null if all is wanted. */
    private static @Nullable Span span(Client client, Kept kept) {
        boolean may = client.method().equals("GET") && (kept.status() == 200 || kept.part() != null);
        String range = client.fields().first("range");
        return may && range != null && ifRange(client.fields(), kept) ? span(range, complete(kept)) : null;
    }

    private static boolean preconditionFailed(Fields request, Kept kept) {
        if (request.contains("if-match")) {
            return !matches(request.all("if-match"), kept.etag(), true);
        }
        Long since = Dates.parse(request.first("if-unmodified-since"));
        Long modified = Dates.parse(kept.lastModified());
        return since != null && modified != null && modified > since;
    }

    private static boolean notModified(Fields request, Kept kept) {
        if (request.contains("if-none-match")) {
            return matches(request.all("if-none-match"), kept.etag(), false);
        }
        Long since = Dates.parse(request.first("if-modified-since"));
        Long modified = Dates.parse(kept.lastModified());
        if (modified == null) {
            Long date = Dates.parse(kept.fields().first("date"));
            modified = date == null ? (Long) (kept.received() / 1000 * 1000) : date;
        }
        return since != null && modified <= since;
    }

    private static boolean matches(List<String> lines, @Nullable String etag, boolean strong) {
        for (String member : Directives.members(String.join(",", lines))) {
            if (member.equals("*")) {
                return true;
            }
            if (etag != null && (strong ? strong(member, etag) : opaque(member).equals(opaque(etag)))) {
                return true;
            }
        }
        return false;
    }

    static boolean strong(String one, String other) {
        return !one.startsWith("W/") && one.equals(other);
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    /** RFC 9110 §13.1.5. */
    private static boolean ifRange(Fields request, Kept kept) {
        String value = request.first("if-range");
        if (value == null) {
            return true;
        }
        String etag = kept.etag();
        if (value.endsWith("\"")) {
            return etag != null && strong(value, etag);
        }
        return value.equals(kept.lastModified());
    }

    /** Null if the field is to be ignored. */
    private static @Nullable Span span(String range, int size) {
        Matcher m = RANGE.matcher(range);
        if (!m.matches() || (m.group(1).isEmpty() && m.group(2).isEmpty())) {
            return null;
        }
        if (m.group(1).isEmpty()) {
            return new Span(Math.max(0, size - Integer.parseInt(m.group(2))), size - 1);
        }
        int first = Integer.parseInt(m.group(1));
        if (m.group(2).isEmpty()) {
            return new Span(first, size - 1);
        }
        int last = Integer.parseInt(m.group(2));
        return last < first ? null : new Span(first, Math.min(last, size - 1));
    }

    /** RFC 9110 §14: the range that goes upstream where nothing is stored: one part that is not all of it from its beginning. */
    static String forwarded(String method, Fields request) {
        Matcher m = RANGE.matcher(Objects.requireNonNullElse(request.first("range"), ""));
        if (!method.equals("GET")
                || !m.matches()
                || (m.group(1).isEmpty() && m.group(2).isEmpty())) {
            return "";
        }
        boolean whole = m.group(2).isEmpty() && m.group(1).equals("0");
        boolean backwards = !m.group(1).isEmpty()
                && !m.group(2).isEmpty()
                && Integer.parseInt(m.group(2)) < Integer.parseInt(m.group(1));
        String condition = request.contains("if-range") ? "if-range: " + request.first("if-range") + "; " : "";
        return whole || backwards ? "" : condition + "range: " + request.first("range");
    }

    /** Those of {@link #CONDITIONAL} among a request's fields. */
    static Fields conditional(Fields request) {
        Fields.Builder all = Fields.builder();
        for (String name : CONDITIONAL) {
            request.all(name).forEach(value -> all.add(name, value));
        }
        return all.build();
    }

    /** The same in one form that can be compared. */
    static String conditions(Fields request) {
        List<String> all = new ArrayList<>();
        conditional(request).forEach(line -> all.add(line.name() + ": " + line.value()));
        return String.join("; ", all);
    }

    static String joined(String one, String other) {
        return one + (one.isEmpty() || other.isEmpty() ? "" : "; ") + other;
    }
}
