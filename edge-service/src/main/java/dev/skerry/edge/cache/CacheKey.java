package dev.skerry.edge.cache;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.SiteId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Names everything that is stored of one URL of one site (the primary cache key of RFC 9111 §2); responses of one key
 * differ by their {@link StoredResponse#variant() variant}.
 *
 * @param site that the host belongs to
 * @param url normalised, with a host
 */
public record CacheKey(SiteId site, ContentUrl url) {
    /** @throws NullPointerException if {@code url} has no host: a key stands for one host */
    public CacheKey {
        Objects.requireNonNull(url.host(), "a cache key's URL has a host");
    }

    /** The host, never null. */
    public String host() {
        @Nullable String host = url.host();
        return Objects.requireNonNull(host);
    }

    /** For {@code explain} and the {@code key} parameter of Cache-Status: {@code site host/path?query}. */
    @Override
    public String toString() {
        return site + " " + host() + url.target();
    }
}
