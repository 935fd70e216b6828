package dev.skerry.origin.http;

import dev.skerry.origin.content.ContentMeta;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a request (RFC 9110 §13), pure. Dates that cannot be read are ignored; so is everything where the
 * resource has no content and the field needs one.
 *
 * @param ifMatch the field's value, or null
 * @param ifNoneMatch likewise
 * @param ifModifiedSince likewise
 * @param ifUnmodifiedSince likewise
 * @param ifRange likewise
 */
record Preconditions(
        @Nullable String ifMatch,
        @Nullable String ifNoneMatch,
        @Nullable String ifModifiedSince,
        @Nullable String ifUnmodifiedSince,
        @Nullable String ifRange) {
    /** What the conditions make of the request. */
    enum Outcome {
        /** Go on. */
        PROCEED,
        /** 304: the client has it. */
        NOT_MODIFIED,
        /** 412. */
        FAILED
    }

    /** The order of RFC 9110 §13.2.2 for {@code GET} and {@code HEAD} of content that is there. */
    Outcome ofRead(ContentMeta current) {
        if (!mayTouch(current)) {
            return Outcome.FAILED;
        }
        if (ifNoneMatch != null) {
            return matches(ifNoneMatch, current.etag(), true) ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
        }
        Instant since = HttpDates.parse(ifModifiedSince);
        return since != null && !current.publishedAt().isAfter(since) ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
    }

    /** The same for {@code PUT} and {@code DELETE}; {@code current} is null where there is no content. */
    boolean allowWrite(@Nullable ContentMeta current) {
        if (!mayTouch(current)) {
            return false;
        }
        if (ifNoneMatch == null || current == null) {
            return true;
        }
        return !matches(ifNoneMatch, current.etag(), true);
    }

    private boolean mayTouch(@Nullable ContentMeta current) {
        if (ifMatch != null) {
            return current != null && matches(ifMatch, current.etag(), false);
        }
        Instant since = HttpDates.parse(ifUnmodifiedSince);
        return since == null || current == null || !current.publishedAt().isAfter(since);
    }

    /**
     * Whether {@code Range} counts (§13.1.5, strong comparison). A date is a strong validator only once its second is
     * over, since content may change twice in one (§8.8.2.2).
     */
    boolean allowsRange(ContentMeta current, Instant now) {
        if (ifRange == null) {
            return true;
        }
        if (ifRange.startsWith("\"") || ifRange.startsWith("W/")) {
            return ifRange.equals(current.etag());
        }
        return current.publishedAt().equals(HttpDates.parse(ifRange))
                && Duration.between(current.publishedAt(), now).toSeconds() >= 1;
    }

    /** Whether a list of entity tags has {@code etag}, which is strong; {@code *} has every one. */
    static boolean matches(String field, String etag, boolean weakly) {
        return field.strip().equals("*")
                || members(field).stream().anyMatch(tag -> tag.equals(etag) || (weakly && tag.equals("W/" + etag)));
    }

    /** The tags of a list; a comma within quotes is part of its tag. */
    private static List<String> members(String field) {
        List<String> members = new ArrayList<>();
        StringBuilder member = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            quoted ^= c == '"';
            if (c == ',' && !quoted) {
                members.add(member.toString().strip());
                member.setLength(0);
            } else {
                member.append(c);
            }
        }
        members.add(member.toString().strip());
        return members;
    }
}
