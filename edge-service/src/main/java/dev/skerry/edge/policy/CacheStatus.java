package dev.skerry.edge.policy;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What this cache did with a request: its member of the {@code Cache-Status} field (RFC 9211).
 *
 * @param cache who we are, for example {@code skerry-fra}
 * @param hit answered from the cache, without going forward
 * @param fwd why the request went forward (§2.2), a token; null if it did not
 * @param fwdStatus what the next hop answered (§2.3)
 * @param ttlSeconds freshness left, negative if stale (§2.4)
 * @param stored whether the response was stored (§2.5)
 * @param collapsed whether the request waited for another's fetch (§2.6)
 * @param key the cache key, where it is to be shown (§2.7)
 * @param detail what is ours alone to tell (§2.8)
 */
public record CacheStatus(
        String cache,
        boolean hit,
        @Nullable String fwd,
        OptionalInt fwdStatus,
        OptionalLong ttlSeconds,
        boolean stored,
        boolean collapsed,
        @Nullable String key,
        @Nullable String detail) {
    /** RFC 9651 §3.3.1. */
    private static final long MAX_INTEGER = 999_999_999_999_999L;

    /** @throws IllegalArgumentException if it claims to be a hit and to have gone forward (§2.1) */
    public CacheStatus {
        if (hit && fwd != null) {
            throw new IllegalArgumentException("a request is either a hit or went forward (" + fwd + "), not both");
        }
    }

    /** Answered by ourselves, neither from the cache nor from the next hop: a 504 for only-if-cached, a refusal. */
    public static CacheStatus refused(String cache, String detail) {
        return new CacheStatus(
                cache, false, null, OptionalInt.empty(), OptionalLong.empty(), false, false, null, detail);
    }

    /** Answered from the cache with {@code remainingMs} of freshness left. */
    public static CacheStatus hit(String cache, long remainingMs) {
        return new CacheStatus(cache, true, null, OptionalInt.empty(), OptionalLong.empty(), false, false, null, null)
                .withTtlMs(remainingMs);
    }

    /** Sent forward. */
    public static CacheStatus forwarded(String cache, FetchReason reason) {
        return new CacheStatus(
                cache,
                false,
                reason.fwd(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                false,
                false,
                null,
                reason.detail());
    }

    /** With the status that the next hop answered. */
    public CacheStatus withFwdStatus(int status) {
        return new CacheStatus(cache, hit, fwd, OptionalInt.of(status), ttlSeconds, stored, collapsed, key, detail);
    }

    /** With the freshness left, rounded down to the second. */
    public CacheStatus withTtlMs(long remainingMs) {
        OptionalLong seconds = OptionalLong.of(Math.floorDiv(remainingMs, 1000));
        return new CacheStatus(cache, hit, fwd, fwdStatus, seconds, stored, collapsed, key, detail);
    }

    /** The response was stored. */
    public CacheStatus withStored() {
        return new CacheStatus(cache, hit, fwd, fwdStatus, ttlSeconds, true, collapsed, key, detail);
    }

    /** The request waited for another's fetch. */
    public CacheStatus withCollapsed() {
        return new CacheStatus(cache, hit, fwd, fwdStatus, ttlSeconds, stored, true, key, detail);
    }

    /** With the cache key. */
    public CacheStatus withKey(String other) {
        return new CacheStatus(cache, hit, fwd, fwdStatus, ttlSeconds, stored, collapsed, other, detail);
    }

    /** With another detail. */
    public CacheStatus withDetail(String other) {
        return new CacheStatus(cache, hit, fwd, fwdStatus, ttlSeconds, stored, collapsed, key, other);
    }

    /**
     * This member: an Item with parameters. {@code stored} and {@code collapsed} are told only of what went forward.
     */
    public String text() {
        StringBuilder text = new StringBuilder(64);
        tokenOrString(text, cache);
        if (hit) {
            text.append("; hit");
        }
        if (fwd != null) {
            tokenOrString(text.append("; fwd="), fwd);
        }
        if (fwdStatus.isPresent()) {
            text.append("; fwd-status=").append(fwdStatus.getAsInt());
        }
        if (ttlSeconds.isPresent()) {
            text.append("; ttl=").append(Math.clamp(ttlSeconds.getAsLong(), -MAX_INTEGER, MAX_INTEGER));
        }
        if (stored && fwd != null) {
            text.append("; stored");
        }
        if (collapsed && fwd != null) {
            text.append("; collapsed");
        }
        if (key != null) {
            string(text.append("; key="), key);
        }
        if (detail != null) {
            tokenOrString(text.append("; detail="), detail);
        }
        return text.toString();
    }

    /**
     * The whole field: this member after those of the caches nearer to the origin (§2).
     *
     * @param upstream the field as it came, all lines joined; null if there was none
     */
    public String appendedTo(@Nullable String upstream) {
        return upstream == null || upstream.isEmpty() ? text() : upstream + ", " + text();
    }

    private static void tokenOrString(StringBuilder text, String value) {
        if (isToken(value)) {
            text.append(value);
        } else {
            string(text, value);
        }
    }

    /** RFC 9651 §3.3.4. */
    private static boolean isToken(String value) {
        if (value.isEmpty() || !(Character.isLetter(value.charAt(0)) || value.charAt(0) == '*')) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Syntax.isTokenChar(c) && c != ':' && c != '/') {
                return false;
            }
        }
        return true;
    }

    /** RFC 9651 §3.3.3: printable ASCII; anything else becomes a question mark. */
    private static void string(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c >= ' ' && c <= '~' ? c : '?');
        }
        text.append('"');
    }
}
