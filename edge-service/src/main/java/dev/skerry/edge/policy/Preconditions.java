package dev.skerry.edge.policy;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Conditional requests that are answered from a stored response (RFC 9110 §13, RFC 9111 §4.3.2). */
public final class Preconditions {
    /** The conditional fields of a client; a cache that revalidates sends its own in their place. */
    public static final Set<String> FIELDS =
            Set.of("if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range");

    /** What the conditions say. */
    public enum Outcome {
        /** Answer as if there were none. */
        PROCEED,
        /** 304, see {@link NotModified}. */
        NOT_MODIFIED,
        /** 412. */
        FAILED
    }

    private Preconditions() {}

    /**
     * What the conditions of {@code request} say of {@code selected}, in the order of RFC 9110 §13.2.2. Conditions
     * count only where the answer would be 2xx (§13.2.1). {@code If-Match} and {@code If-Unmodified-Since} a cache may
     * ignore; we do not, since a client that resumes a download by them would join parts of two representations.
     * Two-digit years in dates are taken as 1970 to 2069.
     */
    public static Outcome evaluate(RequestHead request, ResponseHead selected) {
        if (!request.isRead() || selected.status() < 200 || selected.status() > 299) {
            return Outcome.PROCEED;
        }
        Fields client = request.fields();
        String etag = selected.fields().first("etag");
        String match = client.joined("if-match");
        if (match != null) {
            if (!matches(match, etag, true)) {
                return Outcome.FAILED;
            }
        } else if (isModifiedAfter(singleDate(client, "if-unmodified-since"), lastModified(selected.fields()))) {
            return Outcome.FAILED;
        }
        String noneMatch = client.joined("if-none-match");
        if (noneMatch != null) {
            return matches(noneMatch, etag, false) ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
        }
        OptionalLong since = singleDate(client, "if-modified-since");
        OptionalLong modified = modifiedOrMade(selected.fields());
        return since.isPresent() && modified.isPresent() && modified.getAsLong() <= since.getAsLong()
                ? Outcome.NOT_MODIFIED
                : Outcome.PROCEED;
    }

    private static boolean matches(String list, @Nullable String etag, boolean strongly) {
        if (list.equals("*")) {
            return true;
        }
        if (etag == null) {
            return false;
        }
        EntityTag selected = EntityTag.parse(etag);
        if (selected == null) {
            // An origin that forgets the quotes gets its tag back word for word.
            return !strongly && list.equals(etag);
        }
        return EntityTag.list(list).stream()
                .anyMatch(tag -> strongly ? tag.matchesStrongly(selected) : tag.matchesWeakly(selected));
    }

    private static boolean isModifiedAfter(OptionalLong date, OptionalLong modified) {
        return date.isPresent() && modified.isPresent() && modified.getAsLong() > date.getAsLong();
    }

    private static OptionalLong lastModified(Fields response) {
        return singleDate(response, "last-modified");
    }

    /** RFC 9111 §4.3.2: without a {@code Last-Modified}, when it was made. */
    private static OptionalLong modifiedOrMade(Fields response) {
        return response.contains("last-modified") ? lastModified(response) : singleDate(response, "date");
    }

    /** §13.1.3: a field with more than one member, or that is no date, is ignored. */
    private static OptionalLong singleDate(Fields fields, String name) {
        List<String> lines = fields.all(name);
        return lines.size() == 1 ? HttpDate.parse(lines.getFirst()) : OptionalLong.empty();
    }
}
