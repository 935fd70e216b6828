package dev.skerry.simulation;

import dev.skerry.contract.Fence;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.PopId;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.InFlight;
import dev.skerry.edge.cache.TieredCache;
import dev.skerry.edge.cache.memory.MemoryTier;
import dev.skerry.edge.fill.Coalescer;
import dev.skerry.edge.fill.FetchPipeline;
import dev.skerry.edge.fill.RefreshBudgets;
import dev.skerry.edge.origin.Routes;
import dev.skerry.edge.origin.Upstream;
import dev.skerry.edge.origin.UpstreamFailure;
import dev.skerry.edge.origin.UpstreamTarget;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.purge.ErasableTier;
import dev.skerry.edge.purge.Erasure;
import dev.skerry.edge.purge.LogExtent;
import dev.skerry.edge.purge.LogFollower;
import dev.skerry.edge.purge.PurgeGuard;
import dev.skerry.edge.purge.PurgeIndex;
import dev.skerry.edge.purge.PurgeState;
import dev.skerry.edge.purge.Reporter;
import dev.skerry.edge.refresh.RefreshCounters;
import dev.skerry.edge.refresh.RefreshOutcome;
import dev.skerry.edge.refresh.SoftRefresh;
import dev.skerry.edge.refresh.UpstreamAsking;
import dev.skerry.edge.request.Answers;
import dev.skerry.edge.request.EdgeCounters;
import dev.skerry.edge.request.Peers;
import dev.skerry.edge.request.RequestPipeline;
import dev.skerry.edge.trace.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An edge node: a machine that may be down, and on it, from start to end, a {@link Run} of the real parts of an edge. */
final class Node {
    private static final String SECRET = "fleet";
    private static final long MEMORY_BYTES = 1 << 20;
    private static final int KEYS_PER_SECOND = 1000;
    private static final long HOUR_MILLIS = 3_600_000;

    private final World world;
    private final NodeId id;
    private final PopId pop;
    private final SimulatedStore store;
    private final StoreErasure shared;
    private final Duration skew;
    private final Set<Long> incarnations = new HashSet<>();
    private long incarnation;
    private @Nullable Run run;

    /** @param skew how wrong the calendar of the machine is */
    Node(World world, NodeId id, PopId pop, SimulatedStore store, StoreErasure shared, Duration skew) {
        this.shared = shared;
        this.world = world;
        this.id = id;
        this.pop = pop;
        this.store = store;
        this.skew = skew;
    }

    String name() {
        return id.value();
    }

    PopId pop() {
        return pop;
    }

    String storePlace() {
        return store.place();
    }

    /** The process, null while it is down. */
    @Nullable
    Run run() {
        return run;
    }

    boolean isServing() {
        Run now = run;
        return now != null && now.opened;
    }

    void start() {
        // What the machine's clock says, which now and then is an hour ahead, so that a later process may have a lower
        // one.
        incarnation = world.clock.getAsLong() / 1_000_000 + world.draw.oneOf(0L, 0L, 0L, HOUR_MILLIS);
        while (!incarnations.add(incarnation)) {
            incarnation++;
        }
        run = new Run();
        world.say(name() + " starts");
    }

    void crash() {
        world.say(name() + " crashes");
        Run ending = run;
        if (ending != null) {
            ending.end();
        }
    }

    /** One life of the process. What is still under way to it after its end finds nobody. */
    final class Run {
        final PurgeState purges;
        final MemoryTier memory;
        private final RequestPipeline pipeline;
        private final LogSide log;
        private final Erasure erasure;
        private final SoftRefresh refresh;
        private final List<Child> children = new ArrayList<>();
        private boolean opened;

        private Run() {
            SimulatedTopic topic = world.purgeTopic;
            LogExtent extent = new LogExtent("purges", "log", topic.begins(), topic.ends());
            purges = new PurgeState(extent, new PurgeIndex(world.indexSize), world.clock, world.clock);
            LogFollower follower = world.protocol.follower(purges, world.network);
            log = new LogSide(world, this, new Reporter(id, pop, incarnation, purges), follower, extent);
            purges.afterBatch(log::wantReport);
            memory = new MemoryTier(MEMORY_BYTES, Runnable::run);
            PurgeGuard guard = world.protocol.guard(purges);
            TieredCache cache = new TieredCache(memory, world.protocol.shared(store.of(this), purges), guard);
            erasure = new Erasure(
                    purges, memory, cache::storesEnded, shared.of(name()), name() + "-" + incarnation, KEYS_PER_SECOND);
            Coalescer coalescer = new Coalescer(world.clock::getAsLong);
            InstantSource calendar = () -> world.clock.instant().plus(skew);
            FetchPipeline fetches = new FetchPipeline(
                    this::ask,
                    new Routes(pop, Map.of(Catalog.SHIELD, "http://" + Catalog.SHIELD + ".test"), null),
                    cache,
                    guard,
                    coalescer,
                    calendar,
                    () -> 1,
                    Tracing.OFF,
                    Answers.via(pop),
                    SECRET,
                    1 << 16,
                    new InFlight(1 << 20));
            EdgeCounters counters = new EdgeCounters();
            RefreshBudgets budgets = new RefreshBudgets(world.clock);
            pipeline = new RequestPipeline(
                    world.sites,
                    new Peers(SECRET),
                    cache,
                    guard,
                    coalescer,
                    fetches,
                    budgets,
                    calendar,
                    counters,
                    new Answers(pop, calendar, counters));
            UpstreamAsking asking = new UpstreamAsking(cache, guard, coalescer, fetches);
            refresh = new SoftRefresh(
                    purges,
                    world.sites,
                    memory,
                    (site, stale) -> asking.ask(site, stale).thenApply(this::refreshed),
                    budgets,
                    new RefreshCounters(),
                    world.clock);
            purges.joined().thenRun(() -> {
                opened = true;
                log.state(NodeReport.State.SERVING);
                world.say(name() + " serves");
            });
        }

        String name() {
            return Node.this.name();
        }

        boolean isAlive() {
            return run == this;
        }

        /** Ends in good order: serves nobody from now on, says so, and is gone. */
        void stop() {
            world.say(name() + " stops");
            opened = false;
            log.lastWord();
        }

        /** Is gone, and with it its connections. */
        void end() {
            if (isAlive()) {
                run = null;
                children.forEach(child -> world.network.later(child.place(), child::breakOff));
                children.clear();
            }
        }

        void over(Child child) {
            children.remove(child);
        }

        /** How far the purge log has been applied where the purges of {@code site} are. */
        long applied(SiteId site) {
            return purges.capture(site).offset();
        }

        void handle(Asker asker) {
            pipeline.handle(asker);
        }

        /** Does one of the things that the node does by itself. */
        void tick() {
            if (world.draw.oneIn(3)) {
                erase();
            } else {
                log.tick();
            }
            if (opened && world.draw.oneIn(2)) {
                refresh.step();
            }
        }

        private RefreshOutcome refreshed(RefreshOutcome outcome) {
            world.tally.count(outcome.reason().isEmpty() ? "refresh" : "refresh " + outcome.reason());
            return outcome;
        }

        private void erase() {
            long before = erasure.rounds();
            try {
                erasure.step();
            } catch (ErasableTier.AwayException away) {
                world.tally.count("erasure broken off");
            }
            if (erasure.rounds() != before) {
                log.wantReport();
            }
        }

        private CompletionStage<Upstream.Response> ask(
                UpstreamTarget target, RequestHead request, Body content, Consumer<ResponseHead> interim) {
            CompletableFuture<Upstream.Response> answer = new CompletableFuture<>();
            UpstreamFailure failure =
                    world.draw.oneOf(UpstreamFailure.CONNECT, UpstreamFailure.TIMEOUT, UpstreamFailure.CLOSED);
            Runnable lose = () -> ifAlive(() -> Answer.fail(answer, failure));
            switch (target.kind()) {
                case SHIELD -> askShield(request, answer, lose);
                case ORIGIN -> world.network.send(name(), World.ORIGIN, () -> askOrigin(request, answer, lose), lose);
                case STORE -> throw world.violated("no site has its content in the store");
            }
            return answer;
        }

        private void askShield(RequestHead request, CompletableFuture<Upstream.Response> answer, Runnable lose) {
            Node shield = world.draw.of(world.nodesOf(Catalog.SHIELD));
            world.network.send(
                    name(),
                    shield.name(),
                    () -> {
                        Run there = shield.run;
                        if (there == null || !there.opened) {
                            ifAlive(() -> Answer.fail(answer, UpstreamFailure.CONNECT));
                            return;
                        }
                        SiteId site = new SiteId(
                                request.host().substring(0, request.host().indexOf('.')));
                        Child child = new Child(world, there, site, request, name(), answer);
                        there.children.add(child);
                        there.handle(child);
                    },
                    lose);
        }

        private void askOrigin(RequestHead request, CompletableFuture<Upstream.Response> answer, Runnable lose) {
            SimulatedOrigin.Answer given = world.origin.answer(request, world.draw);
            world.say("origin answers " + name() + ": " + given.head());
            world.network.send(
                    World.ORIGIN,
                    name(),
                    () -> ifAlive(() -> answer.complete(new Answer(
                            given.head(),
                            body -> world.network.send(
                                    World.ORIGIN,
                                    name(),
                                    () -> {
                                        body.append(given.content().getBytes(StandardCharsets.UTF_8));
                                        body.complete();
                                    },
                                    body::fail)))),
                    lose);
        }

        private void ifAlive(Runnable task) {
            if (isAlive()) {
                task.run();
            }
        }

        /** The fence that a fetch would get now. */
        Fence fence(SiteId site) {
            return purges.capture(site);
        }

        List<Long> applied() {
            return List.copyOf(purges.applied().values());
        }
    }
}
