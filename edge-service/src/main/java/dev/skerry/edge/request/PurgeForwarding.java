package dev.skerry.edge.request;

import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.origin.Upstream;
import dev.skerry.edge.origin.UpstreamComplaints;
import dev.skerry.edge.origin.UpstreamException;
import dev.skerry.edge.origin.UpstreamFailure;
import dev.skerry.edge.origin.UpstreamLimits;
import dev.skerry.edge.origin.UpstreamTarget;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.sites.Site;
import dev.skerry.edge.sites.Sites;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands {@code PURGE URL} over to purge-service and its answer back, as other CDNs have it. An edge purges nothing itself:
 * it hears of the purge from the log, as all nodes do. Nor does it judge tokens, or log them. No origin ever sees a PURGE.
 *
 * <p>At most {@value #MAX_CALLS} calls at a time, within {@link #LIMITS}. Each step of a request runs on its exchange's
 * thread. Thread-safe.
 */
public final class PurgeForwarding {
    /** Calls that may wait for purge-service. */
    static final int MAX_CALLS = 64;

    /** 3 s until there is a connection and 7 s to the head of the answer: 10 s all together. */
    public static final UpstreamLimits LIMITS = new UpstreamLimits(
            MAX_CALLS,
            MAX_CALLS,
            Duration.ofSeconds(3),
            Duration.ofSeconds(3),
            Duration.ofSeconds(7),
            Duration.ofSeconds(7),
            Duration.ofSeconds(7),
            Duration.ofSeconds(50));

    private static final Logger LOG = LoggerFactory.getLogger(PurgeForwarding.class);

    private final Sites sites;
    private final @Nullable UpstreamTarget service;
    private final Upstream upstream;
    private final String via;
    private final Answers answers;
    private final PurgeAnswers purgeAnswers;
    private final EdgeCounters counters;
    private final Steps steps;
    private final UpstreamComplaints complaints = new UpstreamComplaints(LOG, System::nanoTime);
    private final AtomicInteger calls = new AtomicInteger();
    private final LongAdder forwarded = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /**
     * @param service null if this node knows none
     * @param upstream sends within {@link #LIMITS}
     * @param via this node's member of the {@code Via} field
     * @param answers for what concerns any request
     */
    public PurgeForwarding(
            Sites sites,
            @Nullable UpstreamTarget service,
            Upstream upstream,
            String via,
            Answers answers,
            PurgeAnswers purgeAnswers,
            EdgeCounters counters) {
        this.sites = sites;
        this.service = service;
        this.upstream = upstream;
        this.via = via;
        this.answers = answers;
        this.purgeAnswers = purgeAnswers;
        this.counters = counters;
        this.steps = new Steps(counters);
    }

    /** Whether a request is one for this. */
    public static boolean concerns(RequestHead request) {
        return request.method().equals("PURGE");
    }

    /** Calls sent to purge-service since the start. */
    public long forwarded() {
        return forwarded.sum();
    }

    /** PURGEs that got no answer of purge-service since the start. */
    public long refused() {
        return refused.sum();
    }

    /** Answers a PURGE, now or later; whatever goes wrong, it is answered. Its content is of no meaning, and not read. */
    public void handle(Exchange exchange) {
        counters.requests().increment();
        steps.now(exchange, () -> begin(exchange));
    }

    private void begin(Exchange exchange) {
        @Nullable Site site = sites.find(exchange.request().host());
        if (site == null) {
            answers.unknownSite(exchange);
        } else if (service == null) {
            refuse(exchange, PurgeRefusal.NOT_SET_UP);
        } else {
            call(exchange, site.id(), service);
        }
    }

    private void call(Exchange exchange, SiteId site, UpstreamTarget target) {
        switch (PurgeCall.of(site, exchange.request(), target, via)) {
            case PurgeCall.Refused(PurgeRefusal reason) -> refuse(exchange, reason);
            case PurgeCall.Send(RequestHead head, Body content) -> {
                if (calls.incrementAndGet() > MAX_CALLS) {
                    calls.decrementAndGet();
                    refuse(exchange, PurgeRefusal.BUSY);
                    return;
                }
                forwarded.increment();
                upstream.send(target, head, content, interim -> {}).whenComplete((response, failure) -> {
                    calls.decrementAndGet();
                    steps.then(exchange, () -> {
                        if (response == null) {
                            refuse(exchange, reasonOf(target, failure));
                        } else {
                            answered(exchange, response, target);
                        }
                    });
                });
            }
        }
    }

    private void answered(Exchange exchange, Upstream.Response response, UpstreamTarget target) {
        Body body = Body.passing();
        Body.Reader reader = Objects.requireNonNull(body.reader(), "a new body has its first byte");
        response.into(body);
        purgeAnswers.passed(exchange, response.head(), reader, target);
    }

    private void refuse(Exchange exchange, PurgeRefusal reason) {
        refused.increment();
        if (reason.problem().status() >= 500) {
            counters.errors().increment();
        }
        purgeAnswers.refused(exchange, reason);
    }

    private PurgeRefusal reasonOf(UpstreamTarget target, Throwable failure) {
        complaints.failed(target, failure);
        return PurgeRefusal.of(failure instanceof UpstreamException known ? known.reason() : UpstreamFailure.PROTOCOL);
    }
}
