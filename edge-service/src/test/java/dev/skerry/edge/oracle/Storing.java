package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.Fields;
import java.util.List;
import java.util.Set;

/** What may be stored and what is worth it (RFC 9111 §3). */
enum Storing {
    /** Storing it would be a fault. */
    NEVER,
    /** Allowed; a cache that does not do it is correct too. */
    MAY,
    /** Allowed, and a cache that is worth its name does it. */
    SHOULD;

    private static final Set<Integer> NEVER_STORED = Set.of(206, 304, 428, 429, 431, 511);
    private static final Set<Integer> HEURISTIC = Set.of(200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501);

    /** @param all the fields as they came, with those that others must not get */
    static Storing of(Fields request, Kept response, Fields all, long now) {
        Directives said = response.said();
        if (response.status() < 200 || NEVER_STORED.contains(response.status())) {
            return NEVER;
        }
        boolean understood = said.has("must-understand") && known(response.status());
        if (!understood && (said.has("must-understand") || said.has("no-store"))) {
            return NEVER;
        }
        if (said.hasWhole("private")
                || Directives.ofCacheControl(request.all("cache-control")).has("no-store")) {
            return NEVER;
        }
        if (request.contains("authorization")
                && !said.has("public")
                && !said.has("s-maxage")
                && !said.has("must-revalidate")) {
            return NEVER;
        }
        List<String> back = said.fieldsKeptBack();
        if (all.contains("set-cookie") && !back.contains("set-cookie")) {
            return NEVER;
        }
        if (Variants.names(response.fields()).contains("*")) {
            return NEVER;
        }
        if (!response.explicit() && !said.has("public") && !HEURISTIC.contains(response.status())) {
            return NEVER;
        }
        if (response.hasValidator()) {
            return SHOULD;
        }
        if (said.hasWhole("no-cache")) {
            return MAY;
        }
        return response.fresh(now) ? SHOULD : MAY;
    }

    private static boolean known(int s) {
        return (s >= 200 && s <= 206)
                || (s >= 300 && s <= 303)
                || s == 307
                || s == 308
                || (s >= 400 && s <= 417)
                || s == 421
                || s == 422
                || s == 426
                || (s >= 500 && s <= 505);
    }
}
