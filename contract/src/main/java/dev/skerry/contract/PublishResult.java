package dev.skerry.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The answer of origin-service to a content {@code PUT} or {@code DELETE}.
 *
 * @param site it belongs to
 * @param path normalised, without leading slash, as it stands in the content API's URL
 * @param etag of the new content, quoted; null after a delete
 * @param size of the content in bytes; 0 after a delete
 * @param purge how the purge of its URL stands; null while purge-service is out of reach (the purge is kept, and
 *     committed as soon as it answers)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PublishResult(
        SiteId site,
        String path,
        @Nullable String etag,
        long size,
        @Nullable PurgeStatus purge) {}
