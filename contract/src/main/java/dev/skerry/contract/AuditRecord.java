package dev.skerry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One record of the audit trail {@code skerry.audit}: who wanted to purge what, and how it ended. For people and their
 * tools; the purge protocol never reads it.
 *
 * @param at wall-clock time of the request
 * @param purge that it became, or was about to become; null if it was refused before that
 * @param site whose content it was about
 * @param by subject of the token
 * @param client address that the request came from; of a CloudEvent its source
 * @param via by which API
 * @param mode hard or soft; null if it was refused before that was read
 * @param selectors the first {@value #MAX_SELECTORS}, in text form, long ones cut after {@value #MAX_SELECTOR_LENGTH}
 *     characters; empty if it was refused before they were read
 * @param count how many selectors it had
 * @param outcome how it ended
 */
public record AuditRecord(
        Instant at,
        @Nullable PurgeId purge,
        SiteId site,
        String by,
        String client,
        Via via,
        @Nullable PurgeMode mode,
        List<String> selectors,
        int count,
        Outcome outcome) {
    /** The most selectors that are named. */
    public static final int MAX_SELECTORS = 20;

    /** The most characters of one selector. */
    public static final int MAX_SELECTOR_LENGTH = 1000;

    /** By which API a purge was asked for. */
    public enum Via {
        /** Our own. */
        NATIVE,
        /** The shape of Fastly. */
        FASTLY,
        /** The shape of Cloudflare. */
        CLOUDFLARE,
        /** A CloudEvent on {@link Topics#PURGE_REQUESTS}. */
        EVENT,
        /** The method PURGE at an edge. */
        EDGE;

        /** The form in JSON: {@code native} and so on. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException if there is none of this name */
        @JsonCreator
        public static Via parse(String text) {
            for (Via via : values()) {
                if (via.text().equals(text)) {
                    return via;
                }
            }
            throw new IllegalArgumentException(
                    "API '" + Printable.of(text) + "' is unknown: use native, fastly, cloudflare, event or edge");
        }
    }

    /** How a request to purge ended. In JSON the field {@code kind} tells which. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(Committed.class),
        @JsonSubTypes.Type(Refused.class),
        @JsonSubTypes.Type(NotCommitted.class)
    })
    public sealed interface Outcome {}

    /** It stands in the purge log. */
    @JsonTypeName("committed")
    public record Committed(Position position) implements Outcome {}

    /**
     * Nothing was purged.
     *
     * @param problem name of the refusal, such as {@code rate-limited}
     */
    @JsonTypeName("refused")
    public record Refused(String problem) implements Outcome {}

    /** The purge log has not acknowledged all of it, and may have some of it. */
    @JsonTypeName("not-committed")
    public record NotCommitted() implements Outcome {}

    /** Copies the list, and cuts it and its members to their limits. */
    public AuditRecord {
        selectors =
                selectors.stream().limit(MAX_SELECTORS).map(AuditRecord::cut).toList();
    }

    private static String cut(String selector) {
        return selector.length() > MAX_SELECTOR_LENGTH
                ? selector.substring(0, MAX_SELECTOR_LENGTH - 3) + "..."
                : selector;
    }
}
