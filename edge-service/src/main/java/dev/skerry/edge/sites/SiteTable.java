package dev.skerry.edge.sites;

import dev.skerry.contract.SiteId;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sites of a moment, found by host: the site that names the host, else the site of {@code *}. Immutable.
 *
 * <p>Where several sites claim one host, the one whose name is first in the alphabet has it. That depends on the set of
 * active sites alone, not on the order in which they were read, so every node decides alike and after every restart.
 * The others keep their other hosts, and {@link #conflicts} tells.
 */
public final class SiteTable {
    /** No sites. */
    public static final SiteTable EMPTY = of(List.of());

    private static final String ANY_HOST = "*";

    private final List<Site> sites;
    private final Map<String, Site> byHost;
    private final @Nullable Site any;
    private final List<Conflict> conflicts;

    /**
     * A host that several sites claim.
     *
     * @param host as configured
     * @param winner who has it
     * @param loser who has not
     */
    public record Conflict(String host, SiteId winner, SiteId loser) {}

    private SiteTable(List<Site> sites, Map<String, Site> byHost, List<Conflict> conflicts) {
        this.sites = sites;
        this.any = byHost.get(ANY_HOST);
        this.byHost = byHost;
        this.conflicts = conflicts;
    }

    /** A table of {@code sites}, whose names differ, in any order. */
    public static SiteTable of(Collection<Site> sites) {
        List<Site> sorted =
                sites.stream().sorted(Comparator.comparing(Site::id)).toList();
        Map<String, Site> byHost = new HashMap<>();
        for (Site site : sorted) {
            for (String host : site.config().hosts()) {
                byHost.putIfAbsent(host, site);
            }
        }
        List<Conflict> conflicts =
                sorted.stream().flatMap(site -> lost(site, byHost)).toList();
        return new SiteTable(sorted, Map.copyOf(byHost), conflicts);
    }

    private static Stream<Conflict> lost(Site site, Map<String, Site> byHost) {
        return site.config().hosts().stream()
                .flatMap(host -> Stream.ofNullable(byHost.get(host))
                        .filter(winner -> !winner.id().equals(site.id()))
                        .map(winner -> new Conflict(host, winner.id(), site.id())));
    }

    /**
     * The site of a host.
     *
     * @param host in lower case, without port
     * @return null if no site has it
     */
    public @Nullable Site find(String host) {
        Site site = byHost.get(host);
        return site == null ? any : site;
    }

    /** All sites, by name. */
    public List<Site> sites() {
        return sites;
    }

    /** Hosts that more than one site claims. */
    public List<Conflict> conflicts() {
        return conflicts;
    }
}
