package dev.skerry.edge.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.skerry.contract.SiteConfig;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request would meet, as JSON. Flat: the fields of {@code found} stand beside the others.
 *
 * @param url normalised
 * @param method of the request
 * @param site null if no site has the host
 * @param siteVersion 0 for a site from a file
 * @param rules the site's cache rules, as its file has them, with defaults
 * @param key of the cache
 * @param tier where the response was found that the request selects: {@code memory}, {@code redis}, or {@code none}
 * @param decision what the policy says, and why
 * @param asks the fields that would go upstream in place of the request's own conditions and range; null if nothing would be
 *     asked
 * @param lease what the freshness lease allows
 * @param leaseRules what the site wants once it is lost, with defaults
 * @param leaseLostSeconds how long it has been lost; null while it is held
 * @param applied the fence that a fetch begun now would get
 * @param found the response that the request selects; null if nothing stored is one
 * @param variants everything that memory has of the key, newest first; {@code selected} is what {@code found} tells of
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Explanation(
        String url,
        String method,
        @Nullable String site,
        @Nullable Integer siteVersion,
        SiteConfig.@Nullable Cache rules,
        @Nullable String key,
        String tier,
        String decision,
        @Nullable Map<String, String> asks,
        @Nullable String lease,
        SiteConfig.@Nullable Lease leaseRules,
        @Nullable Long leaseLostSeconds,
        @Nullable String applied,
        @JsonUnwrapped @Nullable Found found,
        @Nullable List<Found> variants) {
    /**
     * A stored response.
     *
     * @param status of it
     * @param variant what it was selected by, a line for each field; empty without {@code Vary}
     * @param part which bytes of how many it has; null if it is whole
     * @param bytes of its content
     * @param etag null if it has none
     * @param ageSeconds its age
     * @param lifetimeSeconds for which it is fresh
     * @param lifetimeSource what says so
     * @param ttlSeconds freshness left; negative if stale
     * @param fence captured before its fetch
     * @param purged verdict of the purge index and the lease
     * @param selected whether it is what the request selects
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Found(
            int status,
            String variant,
            @Nullable String part,
            long bytes,
            @Nullable String etag,
            long ageSeconds,
            long lifetimeSeconds,
            String lifetimeSource,
            long ttlSeconds,
            String fence,
            String purged,
            boolean selected) {}
}
