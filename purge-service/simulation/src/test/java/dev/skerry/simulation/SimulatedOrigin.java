package dev.skerry.simulation;

import dev.skerry.contract.SiteId;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The web server of all sites. The content of a page is its URL and version; {@value #READ} says at which event the origin was
 * asked last, and a 304 says it anew.
 */
final class SimulatedOrigin {
    static final String READ = "x-read";

    private static final List<String> CACHE_CONTROL = List.of(
            "max-age=600",
            "max-age=600",
            "max-age=60",
            "max-age=2",
            "max-age=60, stale-while-revalidate=60",
            "max-age=600, stale-while-revalidate=600",
            "max-age=1, stale-while-revalidate=60, stale-if-error=600",
            "no-cache");

    private static final Page FIRST = new Page(0, 0);

    private record Page(long version, long tag) {}

    /** An answer. */
    record Answer(ResponseHead head, String content) {}

    private final Map<String, Page> pages = new HashMap<>();
    private final Events events;
    private final boolean weakly;
    private final String favourite;

    /** @param weakly whether a page may change and keep its entity tag, which is a weak one then */
    SimulatedOrigin(Events events, boolean weakly, Draw draw) {
        this.favourite = draw.of(CACHE_CONTROL);
        this.events = events;
        this.weakly = weakly;
    }

    void change(SiteId site, String page, Draw draw) {
        pages.merge(
                Catalog.host(site) + page,
                new Page(1, 1),
                (old, first) -> new Page(old.version + 1, weakly && draw.oneIn(2) ? old.tag : old.version + 1));
    }

    /** What the page is at this moment. */
    long version(SiteId site, String page) {
        return pages.getOrDefault(Catalog.host(site) + page, FIRST).version;
    }

    Answer answer(RequestHead request, Draw draw) {
        long event = events.next();
        if (draw.oneIn(30)) {
            return new Answer(new ResponseHead(503, Fields.of("cache-control", "no-store")), "busy");
        }
        String url = request.host() + request.target();
        Page page = pages.getOrDefault(url, FIRST);
        String tag = (weakly ? "W/\"" : "\"") + page.tag + "\"";
        Fields.Builder fields = Fields.builder();
        fields.set("etag", tag);
        fields.set("cache-control", cacheControl(draw));
        fields.set(READ, Long.toString(event));
        if (tag.equals(request.fields().first("if-none-match"))) {
            return new Answer(new ResponseHead(304, fields.build()), "");
        }
        String keys = Catalog.keys(request.target());
        if (!keys.isEmpty()) {
            fields.set("surrogate-key", keys);
        }
        return new Answer(new ResponseHead(200, fields.build()), url + " " + page.version);
    }

    private String cacheControl(Draw draw) {
        return draw.oneIn(2) ? favourite : draw.of(CACHE_CONTROL);
    }
}
