package dev.skerry.edge.request;

import dev.skerry.contract.PopId;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.fill.FillResult;
import dev.skerry.edge.origin.UpstreamFailure;
import dev.skerry.edge.policy.CacheRules;
import dev.skerry.edge.policy.CacheStatus;
import dev.skerry.edge.policy.FetchReason;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.HttpDate;
import dev.skerry.edge.policy.NotModified;
import dev.skerry.edge.policy.Preconditions;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.StaleReason;
import dev.skerry.edge.policy.StoreRefusal;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.purge.PurgeGuard.LeaseVerdict;
import java.time.InstantSource;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Turns what the pipeline decided into heads and content: conditional requests, ranges, {@code Cache-Status}, errors. */
public final class Answers {
    private static final Exchange.Content NOTHING = new Exchange.Content.Nothing();

    private final String name;
    private final InstantSource clock;
    private final EdgeCounters counters;
    private final AnswerHeads heads;
    private final AtomicLong boundaries = new AtomicLong();

    /**
     * Answers in the name of a PoP.
     *
     * @param pop gives the name in {@code Via} and {@code Cache-Status}: {@code skerry-} and the PoP
     */
    public Answers(PopId pop, InstantSource clock, EdgeCounters counters) {
        this.name = nameOf(pop);
        this.clock = clock;
        this.counters = counters;
        this.heads = new AnswerHeads(via(pop));
    }

    static String nameOf(PopId pop) {
        return "skerry-" + pop;
    }

    /** This node's member of {@code Via} (RFC 9110 §7.6.3): a pseudonym, since hosts of ours are nobody's business. */
    public static String via(PopId pop) {
        return "1.1 " + nameOf(pop);
    }

    /** True if the request has been through this PoP already. */
    boolean isLoop(RequestHead request) {
        for (String line : request.fields().all("via")) {
            for (String member : line.split(",", -1)) {
                if (member.strip().endsWith(" " + name)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Answers from a tier. */
    void hit(Turn turn, StoredResponse stored, long ageMs, long remainingMs, @Nullable StaleReason stale) {
        CacheStatus status = CacheStatus.hit(name, remainingMs);
        stored(
                turn,
                stored,
                stored.view().head(),
                wholeReader(stored),
                ageMs,
                stale == null ? status : status.withDetail(stale.text()),
                null);
    }

    /**
     * Answers from a tier because the upstream failed: the request went forward, so it is no hit (RFC 9211 §2.1).
     *
     * @param fwdStatus that the upstream answered with; empty if it gave no answer
     */
    void staleOnError(Turn turn, StoredResponse stored, FetchReason reason, OptionalInt fwdStatus) {
        StoredView view = stored.view();
        long ageMs = view.ageMs(clock.millis());
        CacheStatus status = CacheStatus.forwarded(name, reason)
                .withTtlMs(view.lifetime().millis() - ageMs)
                .withDetail(StaleReason.IF_ERROR.text());
        stored(
                turn,
                stored,
                view.head(),
                wholeReader(stored),
                ageMs,
                fwdStatus.isPresent() ? status.withFwdStatus(fwdStatus.getAsInt()) : status,
                null);
    }

    private static Body.Reader wholeReader(StoredResponse stored) {
        return Objects.requireNonNull(stored.body().reader(), "a stored body has its first byte");
    }

    /** Answers with what a fill brought, as it arrives. */
    void filled(Turn turn, FillResult.Shared fill, Body.Reader reader, FetchReason reason, boolean collapsed) {
        StoredView view = fill.response().view();
        long ageMs = view.ageMs(clock.millis());
        CacheStatus status = CacheStatus.forwarded(name, reason)
                .withFwdStatus(fill.upstreamStatus())
                .withTtlMs(view.lifetime().millis() - ageMs);
        CacheStatus told = fill.forOthers() ? status.withStored() : status;
        stored(
                turn,
                fill.response(),
                collapsed ? view.head() : fill.received(),
                reader,
                ageMs,
                collapsed ? told.withCollapsed() : told,
                collapsed ? null : fill.upstreamCacheStatus());
    }

    private void stored(
            Turn turn,
            StoredResponse stored,
            ResponseHead head,
            Body.Reader reader,
            long ageMs,
            CacheStatus status,
            @Nullable String upstreamStatus) {
        CacheStatus told = turn.lease() == LeaseVerdict.GRACE || turn.lease() == LeaseVerdict.AVAILABLE
                ? status.withDetail("lease-lost")
                : status;
        switch (Preconditions.evaluate(turn.request(), head)) {
            case NOT_MODIFIED -> {
                reader.close();
                send(turn, NotModified.headOf(head), NOTHING, stored, ageMs, told, upstreamStatus);
            }
            case FAILED -> {
                reader.close();
                send(turn, new ResponseHead(412, ownFields()), NOTHING, stored, ageMs, told, upstreamStatus);
            }
            case PROCEED -> {
                if (turn.isHead()) {
                    reader.close();
                    send(turn, withLength(head, stored), NOTHING, stored, ageMs, told, upstreamStatus);
                    return;
                }
                Portion portion = Portion.of(turn.request(), stored, head, reader, this::ownFields, this::boundary);
                send(turn, portion.head(), portion.content(), stored, ageMs, told, upstreamStatus);
            }
        }
    }

    /** Of several parts (RFC 9110 §14.6): another one each time, so that no content can have it on purpose. */
    private String boundary() {
        return "skerry-"
                + Long.toHexString(new SplittableRandom(clock.millis() + boundaries.incrementAndGet()).nextLong());
    }

    private void send(
            Turn turn,
            ResponseHead head,
            Exchange.Content content,
            StoredResponse stored,
            long ageMs,
            CacheStatus status,
            @Nullable String upstreamStatus) {
        turn.exchange()
                .respond(
                        heads.complete(
                                head,
                                ageMs,
                                keyed(turn, status),
                                upstreamStatus,
                                turn.childFence() == null
                                        ? null
                                        : stored.stamp().fence(),
                                turn.site().rules()),
                        content);
    }

    private static ResponseHead withLength(ResponseHead head, StoredResponse stored) {
        long length = Portion.lengthOf(stored);
        return length < 0 ? head : head.withFields(head.fields().with("content-length", Long.toString(length)));
    }

    /** Answers with a response that is for this request alone, because of {@code refusal} if there is one. */
    void passed(Turn turn, FillResult.Private mine, FetchReason reason, @Nullable StoreRefusal refusal) {
        ResponseHead head = mine.head();
        CacheStatus status = CacheStatus.forwarded(name, reason).withFwdStatus(head.status());
        if (refusal != null) {
            status = status.withDetail(refusal.text());
        }
        if (mine.stored()) {
            status = status.withStored();
        }
        ResponseHead told = heads.complete(
                head,
                -1,
                keyed(turn, status),
                mine.upstreamCacheStatus(),
                turn.childFence() == null ? null : mine.fence(),
                turn.site().rules());
        if (turn.isHead() || head.status() == 204 || head.status() == 304) {
            mine.content().close();
            turn.exchange().respond(told, NOTHING);
            return;
        }
        turn.exchange().respond(told, new Exchange.Content.Whole(mine.content(), head.declaredLength()));
    }

    /** Nothing could be had from upstream, and nothing stored may be served. */
    void failed(Turn turn, UpstreamFailure failure, FetchReason reason) {
        counters.errors().increment();
        CacheStatus status = CacheStatus.forwarded(name, reason).withDetail(failure.text());
        problem(
                turn.exchange(),
                failure.status(),
                keyed(turn, status),
                "The origin gave no answer (" + failure.text() + ").");
    }

    /** RFC 9111 §5.2.1.7. */
    void onlyIfCached(Turn turn) {
        problem(
                turn.exchange(),
                504,
                keyed(turn, CacheStatus.refused(name, "only-if-cached")),
                "Nothing stored answers this request, and it asked for nothing else (only-if-cached).");
    }

    /** RFC 9110 §15.5.20: another connection might do; here no site has this host. */
    void unknownSite(Exchange exchange) {
        problem(
                exchange,
                421,
                CacheStatus.refused(name, "unknown-site"),
                "No site has this host. Sites are added with: skerry sites apply FILE");
    }

    /** RFC 5842 §7.2. */
    void loop(Exchange exchange) {
        counters.errors().increment();
        problem(
                exchange,
                508,
                CacheStatus.refused(name, "loop"),
                "This request has been here before: an origin of the site leads back to " + name + ".");
    }

    /** RFC 9110 §7.6.2: nobody behind us may get the request. OPTIONS has nothing to tell of us, and TRACE we do not do. */
    void lastRecipient(Exchange exchange) {
        CacheStatus status = CacheStatus.refused(name, "max-forwards");
        if (exchange.request().method().equals("OPTIONS")) {
            ResponseHead head = new ResponseHead(204, ownFields());
            exchange.respond(heads.complete(head, -1, status, null, null, CacheRules.DEFAULT), NOTHING);
        } else {
            problem(exchange, 501, status, "The request ends here (Max-Forwards), and is not sent back.");
        }
    }

    /** A request that can't be read. */
    public void badRequest(Exchange exchange, String detail) {
        problem(exchange, 400, CacheStatus.refused(name, "bad-request"), detail);
    }

    /** A request that names a purge that can't be one. */
    void refused(Exchange exchange, FenceRefusal reason) {
        problem(exchange, 400, CacheStatus.refused(name, reason.text()), reason.detail());
    }

    /** RFC 9211 §2.7: only where the site wants it shown. */
    private static CacheStatus keyed(Turn turn, CacheStatus status) {
        return turn.site().rules().showsKey() ? status.withKey(turn.keyText()) : status;
    }

    private Fields ownFields() {
        return Fields.of("date", HttpDate.format(clock.millis()));
    }

    private void problem(Exchange exchange, int status, CacheStatus cacheStatus, String detail) {
        ResponseHead head = new ResponseHead(
                status,
                Fields.of(
                        "date", HttpDate.format(clock.millis()),
                        "content-type", "text/plain; charset=utf-8",
                        "cache-control", "no-store"));
        exchange.respond(
                heads.complete(head, -1, cacheStatus, null, null, CacheRules.DEFAULT),
                exchange.request().method().equals("HEAD") ? NOTHING : new Exchange.Content.Text(detail + "\n"));
    }
}
