package dev.skerry.edge.request;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.SkerryHeaders;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.KeyPart;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.Unkeyed;
import dev.skerry.edge.policy.Vary;
import dev.skerry.edge.sites.Site;
import org.jspecify.annotations.Nullable;

/**
 * A request as the cache sees it: what is looked up, what responses are selected by, and what is asked upstream for
 * everybody who asks alike. Whatever is no part of the key and may choose a response is not in it: query parameters that the
 * site leaves out, the fields of {@link Unkeyed}, and our own. What is passed on for one user alone is the request as it came.
 *
 * @param key names what is stored of the URL
 * @param request with the target of the key, and with {@link KeyPart#FIELD} where the site's key has more to it
 * @param isAllThatWasReceived whether nothing was left out, so that the answer to the request as it came is one to this too
 * @param bypasses the cache is not to be asked: the site says so of the path, or a part of the key is too long
 */
public record Keyed(CacheKey key, RequestHead request, boolean isAllThatWasReceived, boolean bypasses) {
    /** The request as the cache of {@code site} sees it. */
    public static Keyed of(Site site, RequestHead request) {
        ContentUrl asked = ContentUrl.ofTarget(request.host(), request.target());
        CacheKey key = keyOf(site, asked);
        Fields received = withoutOurs(request.fields());
        Fields fields = Unkeyed.strip(received, site.rules().key().headers());
        String target = site.rules().key().query().rewrites() ? key.url().target() : request.target();
        boolean all = fields.equals(received) && target.equals(request.target());
        @Nullable String part = KeyPart.of(site.rules().key(), received);
        if (part != null && !part.isEmpty()) {
            fields = fields.with(KeyPart.FIELD, part);
        }
        boolean same = all && received.size() == request.fields().size() && (part == null || part.isEmpty());
        return new Keyed(
                key,
                same ? request : new RequestHead(request.method(), request.host(), target, fields),
                all,
                part == null || site.rules().bypass().match(request.target()));
    }

    /** What the fleet tells itself, and what users tell of purges, chooses no response, whatever {@code Vary} says. */
    private static Fields withoutOurs(Fields fields) {
        return fields.containsAny(SkerryHeaders.OF_REQUESTS) ? fields.without(SkerryHeaders.OF_REQUESTS) : fields;
    }

    /** The key of a URL of {@code site}. */
    static CacheKey keyOf(Site site, ContentUrl url) {
        @Nullable String query = site.rules().key().query().rewrite(url.query());
        boolean same = query == null ? url.query() == null : query.equals(url.query());
        return new CacheKey(site.id(), same ? url : new ContentUrl(url.host(), url.path(), query));
    }

    /** What it selects by as long as nothing is known of {@code Vary} (RFC 9111 §4.1). */
    public String variant() {
        return Vary.NONE.variant(request.fields());
    }
}
