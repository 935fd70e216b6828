package dev.skerry.simulation;

import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.request.Exchange;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request at a node, by a user or by a child PoP, and whether its answer is one that may be. */
abstract class Asker implements Exchange {
    private static final Pattern FRESH_HIT = Pattern.compile("; hit; ttl=[1-9]");
    private static final Body NOTHING = Body.of(List.of());

    final RequestHead request;
    final Node.Run node;
    final World world;
    private final SiteId site;
    private Guarantee.Due due;
    private @Nullable ResponseHead answered;

    Asker(World world, Node.Run node, SiteId site, RequestHead request) {
        this.world = world;
        this.node = node;
        this.site = site;
        this.request = request;
        Guarantee guarantee = world.guarantee;
        this.due = guarantee
                .applied(site, request.target(), node.applied(site))
                .and(guarantee.promised(node.name(), site, request.target()));
    }

    @Override
    public RequestHead request() {
        return request;
    }

    @Override
    public Body content() {
        return NOTHING;
    }

    /** What other threads bring comes at once, or a little later. */
    @Override
    public void execute(Runnable task) {
        if (world.draw.oneIn(2)) {
            task.run();
        } else {
            world.network.later(node.name(), () -> {
                if (node.isAlive()) {
                    task.run();
                }
            });
        }
    }

    @Override
    public void interim(ResponseHead head) {}

    @Override
    public void respond(ResponseHead head, Content content) {
        if (answered != null) {
            throw world.violated(node.name() + " answered twice: " + answered + ", " + head);
        }
        answered = head;
        String status = String.valueOf(head.fields().first("cache-status"));
        String own = status.substring(status.lastIndexOf(',') + 1);
        boolean fromCache = own.contains("; hit") || own.contains("; collapsed");
        world.say(node.name() + " answers " + this + ": " + head.status() + " " + status + " read "
                + head.fields().first(SimulatedOrigin.READ));
        world.tally.count(own.contains("; hit") ? "hit" : own.contains("; collapsed") ? "collapsed" : "forwarded");
        if (own.contains("detail=stale-")) {
            world.tally.count("served stale");
        }
        if (fromCache) {
            due = due.and(world.guarantee.applied(site, request.target(), node.applied(site)));
        }
        boolean claimsFresh = FRESH_HIT.matcher(own).find();
        world.guarantee.checkHead(node.name(), due, head, claimsFresh);
        send(head, content);
    }

    final void demand(Guarantee.Due more) {
        due = due.and(more);
    }

    /** What was due when it was answered. */
    Guarantee.Due due() {
        return due;
    }

    abstract void send(ResponseHead head, Content content);
}
