package dev.skerry.contract;

import java.time.Instant;

/**
 * A version of a site's configuration; the active one of each site is on {@code skerry.sites}, keyed by site.
 *
 * @param version from 1, one more with each configuration that is applied; never used twice for a site
 * @param config what the operator wrote
 * @param createdAt wall-clock time, for people
 */
public record SiteVersion(int version, SiteConfig config, Instant createdAt) {
    /** @throws IllegalArgumentException if {@code version} is not positive */
    public SiteVersion {
        if (version < 1) {
            throw new IllegalArgumentException("site version " + version + " must be 1 or more");
        }
    }
}
