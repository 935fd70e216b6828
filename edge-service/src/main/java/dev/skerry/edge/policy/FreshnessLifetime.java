package dev.skerry.edge.policy;

import dev.skerry.edge.policy.CacheControl.Flag;
import dev.skerry.edge.policy.CacheControl.Span;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * For how long a response is fresh, counted in its age (RFC 9111 §4.2.1), and what says so.
 *
 * @param millis at most 2^31 s; below 0 where {@code Expires} is before {@code Date}, so that stale windows begin there
 * @param source what says so
 */
public record FreshnessLifetime(long millis, Source source) {
    /** RFC 9110 §15.1: statuses that may be cached with nothing said. */
    private static final Set<Integer> HEURISTICALLY_CACHEABLE =
            Set.of(200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501);

    private static final long MAX_MS = Syntax.MAX_SECONDS * 1000;

    /** A day: what nobody has touched for years may be changed tomorrow, and nothing was said of how long it may be used. */
    private static final long MAX_HEURISTIC_MS = 86_400_000;

    /** Where a lifetime comes from, strongest first; the first that a response has decides. */
    public enum Source {
        /** RFC 9213: our own targeted field. */
        SKERRY_CACHE_CONTROL,
        /** RFC 9213 §3. */
        CDN_CACHE_CONTROL,
        /** Edge Architecture Specification. */
        SURROGATE_CONTROL,
        /** RFC 9111 §5.2.2.10. */
        S_MAXAGE,
        /** RFC 9111 §5.2.2.1. */
        MAX_AGE,
        /** RFC 9111 §5.3. */
        EXPIRES,
        /** RFC 9111 §4.2.2: a tenth of the time since the last modification. */
        HEURISTIC,
        /** The site's default TTL, which where it is set takes the place of the heuristic. */
        SITE_DEFAULT,
        /** The site's TTL for errors, which where it is set takes the place of its default and of the heuristic. */
        SITE_NEGATIVE,
        /** What would be shorter was raised to the site's least. */
        SITE_MINIMUM,
        /** What would be longer was cut to the site's most. */
        SITE_MAXIMUM,
        /** Nothing: never fresh. */
        NONE
    }

    /**
     * The lifetime of a response.
     *
     * @param responseTimeMs when its head was received; stands in for a {@code Date} that is missing or unreadable
     */
    public static FreshnessLifetime of(ResponseHead response, long responseTimeMs, CacheRules rules) {
        return of(response, TargetedCacheControl.of(response.fields()), responseTimeMs, rules);
    }

    static FreshnessLifetime of(
            ResponseHead response, TargetedCacheControl control, long responseTimeMs, CacheRules rules) {
        return withinBounds(withoutBounds(response, control, responseTimeMs, rules), control.directives(), rules.ttl());
    }

    /**
     * Within the site's bounds. What is never fresh, or must not be stored or used without asking, is not raised, and neither
     * is what the site says of errors.
     */
    private static FreshnessLifetime withinBounds(
            FreshnessLifetime found, CacheControl directives, CacheRules.Ttl bounds) {
        boolean raisable = found.source != Source.NONE
                && found.source != Source.SITE_NEGATIVE
                && !directives.has(Flag.NO_CACHE)
                && !directives.has(Flag.NO_STORE)
                && !directives.has(Flag.PRIVATE);
        if (raisable && bounds.minMs() > 0 && found.millis < bounds.minMs()) {
            return new FreshnessLifetime(Math.min(bounds.minMs(), MAX_MS), Source.SITE_MINIMUM);
        }
        if (bounds.maxMs() > 0 && found.millis > bounds.maxMs()) {
            return new FreshnessLifetime(bounds.maxMs(), Source.SITE_MAXIMUM);
        }
        return found;
    }

    /** Whether the response itself states a lifetime in what applies to us: s-maxage, max-age or {@code Expires}. */
    static boolean isStated(ResponseHead response, TargetedCacheControl control) {
        return control.directives().has(Span.S_MAXAGE)
                || control.directives().has(Span.MAX_AGE)
                || (!control.isTargeted() && response.fields().contains("expires"));
    }

    private static FreshnessLifetime withoutBounds(
            ResponseHead response, TargetedCacheControl control, long responseTimeMs, CacheRules rules) {
        CacheControl directives = control.directives();
        OptionalLong shared = directives.millis(Span.S_MAXAGE);
        OptionalLong any = directives.millis(Span.MAX_AGE);
        if (shared.isPresent()) {
            return new FreshnessLifetime(shared.getAsLong(), control.isTargeted() ? control.origin() : Source.S_MAXAGE);
        }
        if (any.isPresent()) {
            return new FreshnessLifetime(any.getAsLong(), control.isTargeted() ? control.origin() : Source.MAX_AGE);
        }
        if (!control.isTargeted() && response.fields().contains("expires")) {
            return expires(response.fields(), responseTimeMs);
        }
        return implied(response, directives, responseTimeMs, rules);
    }

    /** RFC 9111 §5.3: what cannot be read, and dates that contradict each other, are in the past. */
    private static FreshnessLifetime expires(Fields fields, long responseTimeMs) {
        List<String> lines = fields.all("expires");
        OptionalLong expires = HttpDate.parse(lines.getFirst(), responseTimeMs);
        boolean agree = lines.stream().allMatch(lines.getFirst()::equals);
        if (expires.isEmpty() || !agree) {
            return new FreshnessLifetime(0, Source.EXPIRES);
        }
        long lifetime = expires.getAsLong() - dateMs(fields, responseTimeMs);
        return new FreshnessLifetime(Math.clamp(lifetime, -MAX_MS, MAX_MS), Source.EXPIRES);
    }

    private static FreshnessLifetime implied(
            ResponseHead response, CacheControl directives, long responseTimeMs, CacheRules rules) {
        if (!isHeuristicallyCacheable(response.status()) && !directives.has(Flag.PUBLIC)) {
            return new FreshnessLifetime(0, Source.NONE);
        }
        CacheRules.Ttl site = rules.ttl();
        if (site.negativeMs() > 0 && isNegative(response.status())) {
            return new FreshnessLifetime(Math.min(site.negativeMs(), MAX_MS), Source.SITE_NEGATIVE);
        }
        if (site.defaultMs() > 0) {
            return new FreshnessLifetime(Math.min(site.defaultMs(), MAX_MS), Source.SITE_DEFAULT);
        }
        String lastModified = response.fields().first("last-modified");
        if (lastModified == null) {
            return new FreshnessLifetime(0, Source.NONE);
        }
        OptionalLong modifiedMs = HttpDate.parse(lastModified, responseTimeMs);
        long date = dateMs(response.fields(), responseTimeMs);
        if (modifiedMs.isEmpty() || modifiedMs.getAsLong() >= date) {
            return new FreshnessLifetime(0, Source.NONE);
        }
        return new FreshnessLifetime(
                Math.min((date - modifiedMs.getAsLong()) / 10, MAX_HEURISTIC_MS), Source.HEURISTIC);
    }

    private static long dateMs(Fields fields, long responseTimeMs) {
        String date = fields.first("date");
        return date == null
                ? responseTimeMs
                : HttpDate.parse(date, responseTimeMs).orElse(responseTimeMs);
    }

    private static boolean isNegative(int status) {
        return (status >= 400 && status < 500) || status == 501;
    }

    static boolean isHeuristicallyCacheable(int status) {
        return HEURISTICALLY_CACHEABLE.contains(status);
    }
}
