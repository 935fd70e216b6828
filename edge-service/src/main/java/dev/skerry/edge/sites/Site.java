package dev.skerry.edge.sites;

import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.edge.policy.CacheRules;

/**
 * A site as requests need it. Immutable.
 *
 * @param id its name
 * @param version of the configuration; 0 for a site from a file
 * @param config what the operator wrote: hosts, origins, shield and lease rules are read from here
 * @param rules what the policy needs of it
 */
public record Site(SiteId id, int version, SiteConfig config, CacheRules rules) {
    /** The active version of a site. */
    public static Site of(SiteVersion version) {
        return compile(version.version(), version.config());
    }

    /** A site that has no versions because it comes from a file. */
    public static Site unversioned(SiteConfig config) {
        return compile(0, config);
    }

    private static Site compile(int version, SiteConfig config) {
        return new Site(config.site(), version, config, RulesReader.read(config.cache()));
    }
}
