package dev.skerry.simulation;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.sites.Site;
import dev.skerry.edge.sites.SiteTable;
import dev.skerry.edge.sites.Sites;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A fleet and all that happens to it. Each {@link #step} does one thing: something under way arrives or is lost, a process does
 * one of the things that it does by itself, a user asks, a publisher changes a page and purges it, time passes, or something
 * breaks. {@link #settle} mends everything and waits: every purge must be complete then, and every user answered.
 */
final class World {
    static final String LOG = "log";
    static final String ORIGIN = "origin";
    static final int PARTITIONS = 2;
    private static final List<PopId> POPS = List.of(Catalog.SHIELD, new PopId("nyc"), new PopId("sgp"));

    /** More than this is never under way: what is to be sent waits until something has arrived. */
    private static final int MOST_UNDER_WAY = 200;

    private static final int MOST_SETTLING = 20_000;

    private static final int ERASURE_EVERY = 20;

    private record Visit(Node node, SiteId site, String page) {}

    final Draw draw;
    final VirtualClock clock = new VirtualClock();
    final Network network = new Network();
    final Events events = new Events();
    final SimulatedTopic purgeTopic = new SimulatedTopic(PARTITIONS);
    final SimulatedTopic receiptTopic = new SimulatedTopic(1);
    final SimulatedOrigin origin;
    final Guarantee guarantee;
    final Protocol protocol;
    final Tally tally;
    final List<SiteConfig> siteConfigs;
    final Sites sites;
    final int indexSize;
    final List<String> pages;

    /** So many of a thousand steps are purges. */
    private final int publishing;

    /** So many of four purges are soft. */
    private final int softness;

    private final Misfortune misfortune;
    final List<Node> nodes = new ArrayList<>();
    final Map<PopId, SimulatedStore> stores = new LinkedHashMap<>();
    private final List<User> users = new ArrayList<>();
    final PurgeDesk desk;
    private final Consumer<String> log;
    private int asked;
    private long steps;
    private @Nullable Visit lastVisit;
    private @Nullable Violation found;

    /** @param log told of everything that happens */
    World(long seed, Protocol protocol, Tally tally, Consumer<String> log) {
        this.draw = new Draw(seed);
        this.protocol = protocol;
        this.tally = tally;
        this.log = log;
        boolean logForgets = draw.oneIn(4);
        this.origin = new SimulatedOrigin(events, draw.oneIn(2), draw);
        this.guarantee = new Guarantee(this::violated);
        this.siteConfigs = Catalog.sites(draw);
        this.sites = new Sites(
                SiteTable.of(siteConfigs.stream().map(Site::unversioned).toList()));
        this.pages = Catalog.PAGES.subList(0, 1 + draw.below(Catalog.PAGES.size()));
        this.softness = 1 + draw.below(3);
        this.misfortune = new Misfortune(this, draw.below(Misfortune.KINDS), logForgets);
        this.publishing = draw.oneOf(2, 8, 25);
        this.indexSize = draw.oneOf(4, 20, 1000, 1000);
        for (PopId pop : POPS) {
            SimulatedStore store = new SimulatedStore(pop, network);
            stores.put(pop, store);
            StoreErasure erasure = new StoreErasure(this, store);
            int count = 1 + draw.below(2);
            for (int i = 1; i <= count; i++) {
                Duration skew = Duration.ofSeconds(draw.oneOf(0, 0, 2, -2));
                nodes.add(new Node(this, new NodeId(pop + "-" + i), pop, store, erasure, skew));
            }
        }
        this.desk = new PurgeDesk(this);
        desk.restart();
        nodes.forEach(Node::start);
    }

    /** Something happened that must not. It is kept, because the code under test catches what is thrown through it. */
    Violation violated(String what) {
        Violation violation = new Violation(what);
        if (found == null) {
            found = violation;
            say("VIOLATION " + what);
        }
        return violation;
    }

    private void throwIfViolated() {
        if (found != null) {
            throw found;
        }
    }

    void say(String what) {
        log.accept(what);
    }

    List<Node> nodesOf(PopId pop) {
        return nodes.stream().filter(node -> node.pop().equals(pop)).toList();
    }

    /** What the origin has of these pages at this moment. */
    Map<String, Long> versions(SiteId site, Set<String> of) {
        Map<String, Long> versions = new HashMap<>();
        of.forEach(page -> versions.put(page, origin.version(site, page)));
        return versions;
    }

    /** Steps and what they made happen, so far. */
    long steps() {
        return steps;
    }

    /** @throws Violation if something happens that must not */
    void step() {
        steps++;
        int kind = draw.below(1000);
        if (network.size() > MOST_UNDER_WAY || (kind < 600 && network.size() > 0)) {
            network.deliver(draw);
        } else if (kind < 690) {
            tick();
        } else if (kind < 880 - publishing) {
            ask();
        } else if (kind < 880) {
            publish();
        } else if (kind < 920) {
            pass(Duration.ofMillis(draw.oneOf(1, 5, 20, 100, 300)));
        } else if (kind < 940) {
            lose();
        } else {
            misfortune.happen(kind);
        }
        if (steps % ERASURE_EVERY == 0) {
            checkErased();
        }
        throwIfViolated();
    }

    /** Of what is ERASED nothing may be left, in whatever place. */
    private void checkErased() {
        stores.values().forEach(store -> store.all().forEach(stored -> guarantee.checkErased(store.place(), stored)));
        for (Node node : nodes) {
            Node.Run run = node.run();
            if (run != null) {
                siteConfigs.forEach(config -> pages.forEach(page -> run.memory
                        .variants(key(config.site(), page))
                        .forEach(stored -> guarantee.checkErased(node.name(), stored))));
            }
        }
    }

    static CacheKey key(SiteId site, String page) {
        return new CacheKey(site, ContentUrl.ofTarget(Catalog.host(site), page));
    }

    private void tick() {
        int who = draw.below(nodes.size() + 1);
        if (who == nodes.size()) {
            desk.tick();
            return;
        }
        Node.Run run = nodes.get(who).run();
        if (run != null) {
            run.tick();
        }
    }

    /** Half of the requests are for what was asked for last and where, since that is what caches are for. */
    private void ask() {
        Visit before = lastVisit;
        Visit visit = before != null && before.node.isServing() && draw.oneIn(2) ? before : anyVisit();
        if (visit == null) {
            tick();
            return;
        }
        lastVisit = visit;
        Node.Run run = Objects.requireNonNull(visit.node.run());
        long position = draw.oneIn(6) ? guarantee.somePosition(visit.site, draw) : -1;
        User user = position < 0
                ? new User(this, run, visit.site, visit.page, asked++)
                : User.naming(this, run, visit.site, visit.page, position, asked++);
        tally.count(position < 0 ? "asked" : "asked by naming a purge");
        users.add(user);
        say(user + " asks " + run.name() + " which has applied " + run.applied());
        run.handle(user);
    }

    private @Nullable Visit anyVisit() {
        List<Node> open = nodes.stream().filter(Node::isServing).toList();
        return open.isEmpty()
                ? null
                : new Visit(draw.of(open), draw.of(siteConfigs).site(), draw.of(pages));
    }

    void pass(Duration duration) {
        say("pass " + duration.toMillis() + " ms");
        clock.pass(duration);
    }

    private void publish() {
        SiteId site = draw.of(siteConfigs).site();
        Map<String, Set<String>> hits = Catalog.selectors(site);
        List<String> choices = List.copyOf(hits.keySet());
        List<String> selectors = new ArrayList<>();
        for (int count = draw.oneOf(1, 1, 1, 2, 4); count > 0; count--) {
            String selector = draw.of(choices);
            if (!selectors.contains(selector)) {
                selectors.add(selector);
            }
        }
        selectors.stream()
                .map(hits::get)
                .flatMap(Collection::stream)
                .distinct()
                .sorted()
                .filter(page -> draw.oneIn(2))
                .forEach(page -> origin.change(site, page, draw));
        tally.count("purge");
        desk.purge(site, draw.below(4) < softness ? PurgeMode.SOFT : PurgeMode.HARD, selectors);
    }

    private void lose() {
        if (network.size() > 0) {
            tally.count("lost");
            network.lose(draw);
        }
    }

    /**
     * Mends everything and goes on until nothing is open any more.
     *
     * @throws Violation if that takes too long
     */
    void settle() {
        network.healAll();
        for (Node node : nodes) {
            if (node.run() == null) {
                node.start();
            }
        }
        int turns = 0;
        while (!isSettled()) {
            steps++;
            if (turns++ > MOST_SETTLING) {
                throw violated("everything is mended, and still open are " + desk.open() + " purges, waiting "
                        + waiting() + ", not serving "
                        + nodes.stream()
                                .filter(node -> !node.isServing())
                                .map(Node::name)
                                .toList());
            }
            if (network.size() > 0 && !draw.oneIn(4)) {
                network.deliver(draw);
            } else if (draw.oneIn(12)) {
                clock.pass(Duration.ofMillis(100));
            } else {
                tick();
            }
            for (Node node : nodes) {
                if (node.run() == null) {
                    node.start();
                }
            }
            throwIfViolated();
        }
        checkErased();
        throwIfViolated();
    }

    private boolean isSettled() {
        return network.size() == 0
                && desk.isCaughtUp()
                && desk.open() == 0
                && nodes.stream().allMatch(Node::isServing)
                && waiting().isEmpty();
    }

    /** Users of nodes that still live. */
    private List<User> waiting() {
        users.removeIf(user -> user.isOver() || !user.node.isAlive());
        return List.copyOf(users);
    }
}
