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

    static Reply asIs(String method, Kept kept) {
        return new Reply(kept.status(), method.equals("HEAD") ? "" : kept.body(), null);
    }

    static Reply of(String method, Fields request, Kept kept) {
        boolean good = kept.status() >= 200 && kept.status() < 300;
        if (good) {
            if (preconditionFailed(request, kept)) {
                return new Reply(412, "", null);
            }
            if (notModified(request, kept)) {
                return new Reply(304, "", null);
            }
        }
        if (kept.status() == 200 && method.equals("GET") && request.contains("range") && ifRange(request, kept)) {
            Reply part = part(Objects.requireNonNull(request.first("range")), kept.body());
            return part != null ? part : asIs(method, kept);
        }
        return asIs(method, kept);
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
    private static @Nullable Reply part(String range, String body) {
        Matcher m = RANGE.matcher(range);
        int size = body.length();
        if (!m.matches() || (m.group(1).isEmpty() && m.group(2).isEmpty())) {
            return null;
        }
        int first;
        int last = size - 1;
        if (m.group(1).isEmpty()) {
            int suffix = Integer.parseInt(m.group(2));
            first = Math.max(0, size - suffix);
        } else {
            first = Integer.parseInt(m.group(1));
            if (!m.group(2).isEmpty()) {
                int to = Integer.parseInt(m.group(2));
                if (to < first) {
                    return null;
                }
                last = Math.min(last, to);
            }
        }
        if (first > last) {
            return new Reply(416, "", "bytes */" + size);
        }
        return new Reply(206, body.substring(first, last + 1), "bytes " + first + "-" + last + "/" + size);
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

    /** The conditions and ranges among a request's fields, in one form that can be compared. */
    static String conditions(Fields request) {
        List<String> all = new ArrayList<>();
        for (String name :
                List.of("if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range", "range")) {
            for (String value : request.all(name)) {
                all.add(name + ": " + value);
            }
        }
        return String.join("; ", all);
    }
}
