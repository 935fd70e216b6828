package dev.skerry.edge;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.NodeStats;
import dev.skerry.edge.admin.AdminPages;
import dev.skerry.edge.admin.EdgeMetrics;
import dev.skerry.edge.admin.Explain;
import dev.skerry.edge.admin.Health;
import dev.skerry.edge.cache.CacheTier;
import dev.skerry.edge.cache.InFlight;
import dev.skerry.edge.cache.TieredCache;
import dev.skerry.edge.cache.memory.MemoryTier;
import dev.skerry.edge.fill.Coalescer;
import dev.skerry.edge.fill.FetchPipeline;
import dev.skerry.edge.fill.RefreshBudgets;
import dev.skerry.edge.origin.HttpUpstream;
import dev.skerry.edge.origin.Routes;
import dev.skerry.edge.origin.UpstreamLimits;
import dev.skerry.edge.purge.PurgeGuard;
import dev.skerry.edge.purge.StandaloneGuard;
import dev.skerry.edge.refresh.UpstreamAsking;
import dev.skerry.edge.request.Answers;
import dev.skerry.edge.request.EdgeCounters;
import dev.skerry.edge.request.Peers;
import dev.skerry.edge.request.PurgeAnswers;
import dev.skerry.edge.request.PurgeForwarding;
import dev.skerry.edge.request.RequestPipeline;
import dev.skerry.edge.server.AdminServer;
import dev.skerry.edge.server.EdgeServer;
import dev.skerry.edge.server.ServerCertificate;
import dev.skerry.edge.server.ServerLimits;
import dev.skerry.edge.sites.SiteFile;
import dev.skerry.edge.sites.SiteTable;
import dev.skerry.edge.sites.Sites;
import dev.skerry.edge.trace.OtelTracing;
import dev.skerry.edge.trace.SpanExport;
import dev.skerry.edge.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node, put together by plain constructors: read {@link #start} and {@link #serve} from top to bottom. It opens its admin
 * port at once, and its ports for users only when it may serve: when it has read the purge log and the site table, or the
 * site file.
 */
public final class Edge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Edge.class);

    /** A peer may have moved, whatever a name server promises: Docker's says that an answer holds for ten minutes. */
    private static final Duration NAMES_HOLD = Duration.ofSeconds(5);

    /** What closing a listener takes besides the time that answers may take. */
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final EdgeConfig config;
    private final ServerLimits limits;
    private final InstantSource clock;
    private final Ticker ticker;
    private final long startedNanos = System.nanoTime();
    private final EdgeCounters counters = new EdgeCounters();
    private final Vertx vertx;
    private final HttpUpstream upstream;
    private final HttpUpstream purgeService;
    private final EdgeMetrics metrics;
    private final @Nullable OtelTracing recorder;
    private final Reload reload = new Reload();
    private final int adminPort;
    private volatile @Nullable Fleet fleet;
    private volatile @Nullable Serving serving;
    private volatile boolean draining;

    /** What exists once the node may serve. */
    private record Serving(
            EdgeServer server,
            MemoryTier memory,
            TieredCache cache,
            Coalescer coalescer,
            FetchPipeline fetches,
            Explain explain,
            int httpPort,
            int httpsPort) {}

    private Edge(
            EdgeConfig config, UpstreamLimits upstreamLimits, ServerLimits limits, InstantSource clock, Ticker ticker) {
        this.config = config;
        this.clock = clock;
        this.ticker = ticker;
        this.limits = limits;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(config.eventLoops())
                .setAddressResolverOptions(
                        new AddressResolverOptions().setCacheMaxTimeToLive((int) NAMES_HOLD.toSeconds())));
        this.upstream = new HttpUpstream(vertx, upstreamLimits);
        this.purgeService = new HttpUpstream(vertx, PurgeForwarding.LIMITS);
        this.metrics = new EdgeMetrics(config.pop(), counters);
        @Nullable String collector = config.collector();
        this.recorder = collector == null
                ? null
                : new OtelTracing(
                        config.pop(),
                        config.node(),
                        SpanExport.to(collector),
                        config.tracesPerSecond(),
                        System::nanoTime);
        Health health = new Health()
                .require("fleet", () -> {
                    @Nullable Fleet known = fleet;
                    return config.siteFile() != null
                            ? null
                            : known == null ? "looking for Kafka" : known.notReadyReason();
                })
                .requireToLive("fleet", () -> {
                    @Nullable Fleet known = fleet;
                    return known == null ? null : known.brokenBy();
                })
                .require("serving", () -> draining ? "draining" : serving == null ? "starting" : null);
        AdminPages pages = new AdminPages(health, metrics::text, () -> {
            @Nullable Serving now = serving;
            return now == null ? null : now.explain();
        });
        AdminServer admin = new AdminServer(vertx, pages);
        try {
            this.adminPort =
                    open("skerry.admin.port", config.adminPort(), admin.listen(config.bind(), config.adminPort()));
        } catch (IllegalStateException e) {
            release();
            throw e;
        }
    }

    /**
     * Starts a node and returns when it serves. In a fleet that is when Kafka answers, however long that takes.
     *
     * @throws IllegalArgumentException if the site file can't be used
     * @throws IllegalStateException if a port can't be opened
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    public static Edge start(EdgeConfig config) throws InterruptedException {
        return start(config, UpstreamLimits.DEFAULT, ServerLimits.DEFAULT);
    }

    /** As {@link #start(EdgeConfig)}, with other limits. */
    static Edge start(EdgeConfig config, UpstreamLimits upstream, ServerLimits server) throws InterruptedException {
        return start(config, upstream, server, Clock.systemUTC(), Ticker.systemTicker());
    }

    /** As {@link #start(EdgeConfig)}, with other limits, and with the time that responses age by. */
    static Edge start(
            EdgeConfig config, UpstreamLimits upstream, ServerLimits server, InstantSource clock, Ticker ticker)
            throws InterruptedException {
        Edge edge = new Edge(config, upstream, server, clock, ticker);
        try {
            @Nullable Path siteFile = config.siteFile();
            if (siteFile == null) {
                Fleet fleet = Fleet.find(config, edge.clock, edge.tracing());
                edge.fleet = fleet;
                fleet.join();
                edge.serve(fleet.sites(), fleet.guard(), fleet.sharedTier());
                fleet.serving(edge::stats);
            } else {
                Sites sites = new Sites(SiteTable.of(List.of()));
                edge.reload.add(
                        "the site file",
                        List.of(siteFile),
                        () -> sites.replace(SiteTable.of(List.of(SiteFile.load(siteFile)))));
                edge.serve(sites, new StandaloneGuard(), null);
            }
            edge.reload.start();
            return edge;
        } catch (RuntimeException | InterruptedException e) {
            edge.close();
            throw e;
        }
    }

    private void serve(Sites sites, PurgeGuard guard, @Nullable CacheTier shared) {
        MemoryTier memory = new MemoryTier(config.memoryBytes());
        TieredCache cache = new TieredCache(memory, shared, guard);
        InFlight inFlight = new InFlight(config.inFlightBytes());
        Coalescer coalescer = new Coalescer(ticker);
        FetchPipeline fetches = new FetchPipeline(
                upstream,
                new Routes(config.pop(), config.peers(), config.store()),
                cache,
                guard,
                coalescer,
                clock,
                (RandomGenerator) () -> ThreadLocalRandom.current().nextLong(),
                tracing(),
                Answers.via(config.pop()),
                config.fleetSecret(),
                config.maxObjectBytes(),
                inFlight);
        RefreshBudgets budgets = new RefreshBudgets(ticker::read);
        Answers answers = new Answers(config.pop(), clock, counters);
        RequestPipeline pipeline = new RequestPipeline(
                sites,
                new Peers(config.fleetSecret()),
                cache,
                guard,
                coalescer,
                fetches,
                budgets,
                clock,
                counters,
                answers);
        PurgeForwarding purges = new PurgeForwarding(
                sites,
                config.purge(),
                purgeService,
                Answers.via(config.pop()),
                answers,
                new PurgeAnswers(config.pop(), clock),
                counters);
        EdgeServer server = new EdgeServer(vertx, pipeline, purges, answers, counters, tracing(), limits);
        int http = open(
                "skerry.http.port",
                config.httpPort(),
                server.listen(config.bind(), config.httpPort(), config.eventLoops(), false));
        int https = listenSecurely(server);
        metrics.counter("skerry.edge.upstream.requests", "Requests to shield and origins", fetches::upstreamRequests);
        metrics.counter(
                "skerry.edge.shield.unfenced",
                "Answers of a shield without a fence, which are not stored",
                fetches::unfencedAnswers);
        metrics.gauge("skerry.edge.memory.bytes", "Held by the memory tier", memory::bytes);
        metrics.gauge("skerry.edge.memory.objects", "Objects in the memory tier", memory::objects);
        metrics.gauge("skerry.edge.in-flight.bytes", "Kept of responses that are still arriving", inFlight::bytes);
        metrics.counter(
                "skerry.edge.in-flight.refused",
                "Responses not stored, since too much was arriving",
                inFlight::refused);
        metrics.counter("skerry.edge.purge.calls", "PURGE requests handed to purge-service", purges::forwarded);
        metrics.counter(
                "skerry.edge.purge.refused", "PURGE requests that got no answer of purge-service", purges::refused);
        metrics.counter(
                "skerry.edge.reloads", "Files of the configuration that were put in force anew", reload::reloads);
        metrics.gauge(
                "skerry.edge.reload.rejected",
                "Files of the configuration that have changed and can't be used",
                reload::rejected);
        metrics.gauge("skerry.edge.fills", "Fetches under way", coalescer::size);
        @Nullable Fleet known = fleet;
        if (known != null) {
            known.measure(metrics);
            known.erase(memory, cache::storesEnded);
            known.preview(memory);
            known.refresh(memory, new UpstreamAsking(cache, guard, coalescer, fetches), budgets, ticker::read);
            metrics.counter(
                    "skerry.edge.erased.memory",
                    "Responses that were erased from memory after a purge",
                    memory::erased);
        }
        serving = new Serving(
                server, memory, cache, coalescer, fetches, new Explain(sites, cache, guard, clock), http, https);
        LOG.info("serving: http {}, https {}, admin {}", http, https < 0 ? "off" : https, adminPort);
    }

    private Tracing tracing() {
        @Nullable OtelTracing recording = recorder;
        return recording == null ? Tracing.OFF : recording;
    }

    /** Opens the port for HTTPS, whose certificate may change from then on; -1 without one. */
    private int listenSecurely(EdgeServer server) {
        @Nullable Path certificate = config.tlsCertificate();
        @Nullable Path key = config.tlsKey();
        if (certificate == null || key == null) {
            return -1;
        }
        reload.add(
                "the certificate",
                List.of(certificate, key),
                () -> Waits.await(server.use(ServerCertificate.load(vertx, certificate, key))));
        metrics.gauge(
                "skerry.edge.tls.not-after",
                "When the certificate for users expires, in seconds since 1970",
                () -> server.certificate().notAfter().getEpochSecond());
        return open(
                "skerry.https.port",
                config.httpsPort(),
                server.listen(config.bind(), config.httpsPort(), config.eventLoops(), true));
    }

    /** Looks at the files of the configuration now, and returns once what has changed is in force, or rejected. */
    public void reload() {
        reload.look();
    }

    private NodeStats stats() {
        Serving now = serving();
        @Nullable Fleet known = fleet;
        return new NodeStats(
                config.node(),
                config.pop(),
                known == null ? 0 : known.incarnation(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos),
                counters.requests().sum(),
                counters.hits(),
                now.fetches().upstreamRequests(),
                counters.errors().sum(),
                counters.bytesOut().sum(),
                now.memory().objects(),
                now.memory().bytes(),
                known == null ? 0 : known.purgesApplied());
    }

    private Serving serving() {
        @Nullable Serving now = serving;
        if (now == null) {
            throw new IllegalStateException("the node does not serve yet");
        }
        return now;
    }

    /** The port for HTTP. */
    public int httpPort() {
        return serving().httpPort();
    }

    /** The port for HTTPS, -1 without TLS. */
    public int httpsPort() {
        return serving().httpsPort();
    }

    /** The port for operators. */
    public int adminPort() {
        return adminPort;
    }

    /** Objects in the memory tier. */
    public long cachedObjects() {
        return serving().memory().objects();
    }

    /**
     * Ends in good order. Readiness goes first; for {@link EdgeConfig#drainDelay} the node goes on answering, and tells so on its
     * connections that it leaves; then it takes nothing more, and what is under way, answers and fills, has {@link
     * EdgeConfig#drainLimit}. At last the fleet is told that this node has stopped. Liveness and metrics answer until the end.
     */
    @Override
    public void close() {
        draining = true;
        reload.close();
        @Nullable Fleet known = fleet;
        if (known != null) {
            known.state(NodeReport.State.DRAINING);
        }
        @Nullable Serving now = serving;
        if (now != null) {
            drain(now);
        }
        if (known != null) {
            known.close();
        }
        release();
        LOG.info("ended");
    }

    private void drain(Serving now) {
        Duration delay = config.drainDelay();
        Duration limit = config.drainLimit();
        LOG.info("draining: {} more for new requests, then {} for what is under way", delay, limit);
        now.server().leave();
        Waits.pause(delay);
        long begun = System.nanoTime();
        Waits.quietly("draining", () -> Waits.await(now.server().drain(limit), limit.plus(CLOSE)));
        Waits.quietly("waiting for fills", () -> {
            Duration left = limit.minusNanos(System.nanoTime() - begun);
            Waits.await(
                    Future.fromCompletionStage(now.coalescer()
                            .allEnded()
                            .thenCompose(ended -> now.cache().storesEnded())),
                    left.isNegative() ? Duration.ZERO : left);
        });
    }

    /** Gives back what the constructor has taken. */
    private void release() {
        Waits.quietly(
                "closing upstream connections", () -> Waits.await(Future.join(upstream.close(), purgeService.close())));
        metrics.close();
        if (recorder != null) {
            recorder.close();
        }
        Waits.quietly("closing event loops", () -> Waits.await(vertx.close()));
    }

    /** Waits for a listener; if it fails, the message is for the operator. */
    private int open(String property, int port, Future<Integer> listening) {
        try {
            return Waits.await(listening);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "%s: port %d of %s can't be opened, %s: free it, or set %s to another"
                            .formatted(property, port, config.bind(), reason(e), property),
                    e);
        }
    }

    /** What the network layer says, without the name of its exception. */
    private static String reason(IllegalStateException e) {
        @Nullable Throwable failure = e.getCause();
        @Nullable Throwable cause = failure == null ? null : failure.getCause();
        return String.valueOf((cause == null ? e : cause).getMessage());
    }
}
