package dev.skerry.edge.refresh;

import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.Vary;
import dev.skerry.edge.request.Keyed;
import dev.skerry.edge.sites.Site;

/**
 * The request that a stored response answers, made of what is kept with it: its URL, and the fields that chose it. It is a
 * nobody's request: no credentials, no cookies but those of the site's key.
 *
 * <p>Limit: whether the first request had {@code Authorization} is not kept, where the response does not vary on it. An origin
 * that lets such responses be shared (RFC 9111 §3.5) and refuses everybody else answers 401, which is not stored.
 */
sealed interface Rerequest {
    /** @param asked as the cache sees it */
    record Known(Keyed asked) implements Rerequest {}

    /** @param reason why there is none */
    record Unknown(RefreshOutcome reason) implements Rerequest {}

    /** The request that {@code stored} answers under the rules of {@code site} as they are now. */
    static Rerequest of(Site site, StoredResponse stored) {
        Vary vary = Vary.of(stored.view().head());
        Fields chose = Vary.fieldsOf(stored.variant());
        boolean usersCookies = chose.contains("cookie") && vary.names().contains("cookie");
        if (usersCookies || chose.contains("authorization") || chose.contains("proxy-authorization")) {
            return new Unknown(RefreshOutcome.CREDENTIALS);
        }
        String host = stored.key().host();
        Keyed asked =
                Keyed.of(site, new RequestHead("GET", host, stored.key().url().target(), chose.with("host", host)));
        boolean same = asked.key().equals(stored.key())
                && !asked.bypasses()
                && vary.variant(asked.request().fields()).equals(stored.variant());
        return same ? new Known(asked) : new Unknown(RefreshOutcome.UNKNOWN_REQUEST);
    }
}
