package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.Fields;
import java.util.List;

/** May a stored response answer a request without asking (RFC 9111 §4, §5.2.1; RFC 5861)? */
enum Reusing {
    FRESH,
    /** The client takes stale responses. */
    MAX_STALE,
    /** Stale, and to be refreshed meanwhile (RFC 5861 §3). */
    WHILE_REVALIDATE,
    NO;

    static Reusing of(Client client, Kept kept, long now) {
        Directives asks = asks(client.fields());
        if (asks.has("no-cache") || kept.said().hasWhole("no-cache") || !Reply.covers(client, kept)) {
            return NO;
        }
        long age = kept.age(now);
        long over = age - kept.lifetime();
        if (asks.has("max-age") && age > asks.seconds("max-age") * 1000) {
            return NO;
        }
        if (asks.has("min-fresh") && -over < asks.seconds("min-fresh") * 1000) {
            return NO;
        }
        if (over < 0) {
            return FRESH;
        }
        if (kept.neverStale() || asks.has("min-fresh")) {
            return NO;
        }
        boolean takesAny = asks.has("max-stale") && asks.values().get("max-stale") == null;
        boolean takesThis = takesAny || (asks.has("max-stale") && over <= asks.seconds("max-stale") * 1000);
        // A client that says max-age wants nothing stale but what its max-stale allows (RFC 9111 §5.2.1.1).
        boolean window = over < kept.said().seconds("stale-while-revalidate") * 1000;
        if (window && (takesThis || !asks.has("max-age"))) {
            return WHILE_REVALIDATE;
        }
        return takesThis ? MAX_STALE : NO;
    }

    /** Whether the client may refuse what others would take. */
    static boolean insists(Client client) {
        Directives asks = asks(client.fields());
        return asks.has("no-cache") || asks.has("max-age") || asks.has("min-fresh");
    }

    /** RFC 5861 §4: whether it may answer in the place of an error. Who says no-cache wants nothing but what is asked for now. */
    static boolean ifError(Client client, Kept kept, long now) {
        Directives asks = asks(client.fields());
        long window = Math.max(kept.said().seconds("stale-if-error"), asks.seconds("stale-if-error"));
        return !kept.neverStale()
                && !asks.has("no-cache")
                && Reply.covers(client, kept)
                && Math.max(0, kept.age(now) - kept.lifetime()) < window * 1000;
    }

    /** RFC 9111 §5.4: Pragma counts only without Cache-Control. */
    static Directives asks(Fields request) {
        if (request.contains("cache-control")) {
            return Directives.ofCacheControl(request.all("cache-control"));
        }
        return Directives.ofCacheControl(request.all("pragma")).has("no-cache")
                ? Directives.ofCacheControl(List.of("no-cache"))
                : Directives.NONE;
    }
}
