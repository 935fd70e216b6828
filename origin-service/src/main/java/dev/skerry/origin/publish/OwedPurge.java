package dev.skerry.origin.publish;

import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SurrogateKey;
import dev.skerry.origin.content.ContentPath;
import java.util.ArrayList;
import java.util.List;

/**
 * A purge that is owed for a change of one path; its JSON is what the outbox keeps on disk.
 *
 * @param id names its file
 * @param site whose content changed
 * @param urls of the content, on every host of the site; for an index also of its folder
 * @param key of everything that was served from the path, with whatever query
 */
public record OwedPurge(String id, SiteId site, List<String> urls, SurrogateKey key) {
    /** The most selectors that one owed purge has. */
    static final int MAX_SELECTORS = 3;

    private static final long OVERHEAD = 512;

    /** Copies the list. */
    public OwedPurge {
        urls = List.copyOf(urls);
    }

    static OwedPurge of(String id, SiteId site, ContentPath path) {
        return new OwedPurge(
                id, site, path.isIndex() ? List.of(path.url(), path.folderUrl()) : List.of(path.url()), path.key());
    }

    /** About how many bytes of memory it takes while it is owed. */
    long weight() {
        return OVERHEAD + urls.stream().mapToLong(url -> 64L + url.length()).sum();
    }

    /** One request for all of {@code owed}, which are of one site and at most a third of the selectors allowed. */
    static PurgeRequest request(List<OwedPurge> owed) {
        List<String> urls = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (OwedPurge purge : owed) {
            urls.addAll(purge.urls);
            keys.add(purge.key.value());
        }
        return new PurgeRequest(
                urls.stream().distinct().toList(),
                keys.stream().distinct().toList(),
                List.of(),
                List.of(),
                false,
                PurgeMode.HARD);
    }
}
