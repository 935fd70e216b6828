package dev.skerry.edge.policy;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** RFC 9211. */
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
    /** A hit. */
    public static CacheStatus hit(String cache, long remainingMs) {
        throw new UnsupportedOperationException();
    }
    /** Forwarded. */
    public static CacheStatus forwarded(String cache, FetchReason reason) {
        throw new UnsupportedOperationException();
    }
    /** With. */
    public CacheStatus withFwdStatus(int status) {
        throw new UnsupportedOperationException();
    }
    /** With. */
    public CacheStatus withTtlMs(long remainingMs) {
        throw new UnsupportedOperationException();
    }
    /** With. */
    public CacheStatus withStored() {
        throw new UnsupportedOperationException();
    }
    /** With. */
    public CacheStatus withCollapsed() {
        throw new UnsupportedOperationException();
    }
    /** With. */
    public CacheStatus withKey(String key) {
        throw new UnsupportedOperationException();
    }
    /** With. */
    public CacheStatus withDetail(String detail) {
        throw new UnsupportedOperationException();
    }
    /** This member. */
    public String text() {
        throw new UnsupportedOperationException();
    }
    /** After those of caches nearer the origin. */
    public String appendedTo(@Nullable String upstream) {
        throw new UnsupportedOperationException();
    }
}
