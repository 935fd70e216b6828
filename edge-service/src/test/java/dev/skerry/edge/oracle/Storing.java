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

    private static final Set<Integer> NEVER_STORED = Set.of(304, 428, 429, 431, 511);
    /** RFC 9110 §15.1. */
    static final Set<Integer> HEURISTIC = Set.of(200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501);

    /**
     * Of a response to what a cache has asked: a 206 only if a part was asked for and it tells which it is (RFC 9110
     * §15.3.7).
     *
     * @param sent what it was asked with
     */
    static Storing asked(Fields sent, Fields request, Kept response, Fields all, long now) {
        return isUnknownPart(sent, response, all) ? NEVER : of(request, response, all, now);
    }

    /** Whether it is nothing to others since it is a part that nobody asked for, or that does not tell which it is, or none. */
    static boolean isUnknownPart(Fields sent, Kept response, Fields all) {
        Part part = response.part();
        String length = all.first("content-length");
        boolean told = part != null
                && (length == null || Integer.toString(part.length()).equals(length));
        return sent.contains("range")
                ? response.status() == 416 || (response.status() == 206 && !told)
                : response.status() == 206;
    }

    /** RFC 9110 §9.3.3: of the answer to a method that is no read, which may be what reads of its URL are answered with. */
    static Storing ofPost(Client client, Kept response, Fields all, long now) {
        List<String> locations = all.all("content-location");
        boolean may = client.method().equals("POST")
                && !client.isUnkeyed()
                && response.status() == 200
                && response.explicit()
                && locations.size() == 1
                && List.of(client.target(), World.HOST + client.target()).contains(locations.getFirst());
        return may ? of(client.fields().without("range"), response, all, now) : NEVER;
    }

    /** Whether the request is, or may be, the reason why the response is not stored, and says nothing of other requests. */
    static boolean refusesRequest(Fields request, Kept response) {
        Directives said = response.said();
        boolean authorized = request.contains("authorization")
                && !said.has("public")
                && !said.has("s-maxage")
                && !said.has("must-revalidate");
        return authorized
                || Directives.ofCacheControl(request.all("cache-control")).has("no-store");
    }

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
        if (said.hasWhole("private") || refusesRequest(request, response)) {
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

    /** Whether a status tells of the resource, and neither of one request nor of a server in trouble (RFC 9110 §15.5). */
    static boolean concernsResource(int status) {
        return status < 400 || (status < 500 && HEURISTIC.contains(status));
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
