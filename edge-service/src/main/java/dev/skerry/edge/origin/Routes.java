package dev.skerry.edge.origin;

import dev.skerry.contract.PopId;
import dev.skerry.contract.SiteConfig;
import dev.skerry.edge.origin.UpstreamTarget.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whom this PoP asks for the content of a site. Immutable. */
public final class Routes {
    private final PopId self;
    private final Map<PopId, UpstreamTarget> peers;
    private final @Nullable String store;

    /**
     * Knows the fleet.
     *
     * @param self this PoP
     * @param peerBases base URL of every PoP that may be a shield
     * @param store base URL of origin-service; null where there is none, as in standalone mode
     */
    public Routes(PopId self, Map<PopId, String> peerBases, @Nullable String store) {
        this.self = self;
        this.store = store;
        var targets = new java.util.HashMap<PopId, UpstreamTarget>();
        peerBases.forEach((pop, base) -> targets.put(pop, UpstreamTarget.of(Kind.SHIELD, base)));
        this.peers = Map.copyOf(targets);
    }

    /**
     * The upstreams of a site in the order in which they are tried: its shield if that is another PoP, then its origins,
     * so that a lost shield costs the origin requests and nobody an answer.
     *
     * @throws IllegalArgumentException if the site needs a content store and this node knows none
     */
    public List<UpstreamTarget> of(SiteConfig site) {
        List<UpstreamTarget> targets = new ArrayList<>();
        @Nullable PopId shield = site.shield();
        if (shield != null && !shield.equals(self)) {
            @Nullable UpstreamTarget target = peers.get(shield);
            if (target != null) {
                targets.add(target);
            }
        }
        for (SiteConfig.Origin origin : site.origins()) {
            @Nullable String url = origin.url();
            if (url != null) {
                targets.add(UpstreamTarget.of(Kind.ORIGIN, url));
            } else if (store != null) {
                targets.add(UpstreamTarget.of(Kind.STORE, store + "/v1/sites/" + site.site() + "/content"));
            } else {
                throw new IllegalArgumentException(
                        "site " + site.site() + " has its content in the store, and this node"
                                + " knows no store: set skerry.store, or give the site an origin with a url");
            }
        }
        return List.copyOf(targets);
    }
}
