package dev.skerry.simulation;

import dev.skerry.contract.PopId;
import dev.skerry.contract.PurgeConfig;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.TimeSpan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The sites of a world, the pages that each has, and what there is to purge by, told by hand and not by the code under test. */
final class Catalog {
    /** The PoP that alone asks the origin. */
    static final PopId SHIELD = new PopId("fra");

    static final List<String> PAGES = List.of("/n/a", "/n/b", "/x", "/");

    private static final Map<String, String> KEYS = Map.of("/n/a", "k1 k2", "/n/b", "k2", "/x", "k3", "/", "");

    private static final Set<String> ALL = Set.copyOf(PAGES);

    private Catalog() {}

    static String host(SiteId site) {
        return site + ".test";
    }

    static String keys(String page) {
        return KEYS.getOrDefault(page, "");
    }

    /** What a purge by each selector hits. */
    static Map<String, Set<String>> selectors(SiteId site) {
        Map<String, Set<String>> hits = new LinkedHashMap<>();
        hits.put("url:http://" + host(site) + "/n/a", Set.of("/n/a"));
        hits.put("url:/n/b", Set.of("/n/b"));
        hits.put("url:/x", Set.of("/x"));
        hits.put("key:k1", Set.of("/n/a"));
        hits.put("key:k2", Set.of("/n/a", "/n/b"));
        hits.put("key:k3", Set.of("/x"));
        hits.put("prefix:/n", Set.of("/n/a", "/n/b"));
        hits.put("prefix:http://" + host(site) + "/x", Set.of("/x"));
        hits.put("prefix:/", ALL);
        hits.put("host:" + host(site), ALL);
        hits.put("everything", ALL);
        return hits;
    }

    /** One to three sites, some of which share a partition, each with a lease policy of its own. */
    static List<SiteConfig> sites(Draw draw) {
        List<SiteConfig> all = List.of(site("demo", draw), site("shop", draw), site("news", draw));
        return all.subList(0, 1 + draw.below(all.size()));
    }

    private static SiteConfig site(String name, Draw draw) {
        SiteId site = new SiteId(name);
        SiteConfig.Lease lease = draw.oneOf(
                new SiteConfig.Lease(SiteConfig.LeasePolicy.STRICT, TimeSpan.ZERO),
                new SiteConfig.Lease(SiteConfig.LeasePolicy.BOUNDED, TimeSpan.parse("3s")),
                SiteConfig.Lease.DEFAULT,
                new SiteConfig.Lease(SiteConfig.LeasePolicy.AVAILABLE, TimeSpan.ZERO));
        return new SiteConfig(
                site,
                List.of(host(site)),
                List.of(new SiteConfig.Origin("http://origin.test", false)),
                draw.oneIn(8) ? null : SHIELD,
                SiteConfig.Cache.DEFAULT,
                lease,
                new PurgeConfig(PurgeConfig.KeyCase.SENSITIVE, 100, draw.oneOf(0, 1, 20), List.of()));
    }
}
