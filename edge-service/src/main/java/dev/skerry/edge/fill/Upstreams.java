package dev.skerry.edge.fill;

import dev.skerry.contract.SkerryHeaders;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.origin.Routes;
import dev.skerry.edge.origin.Upstream;
import dev.skerry.edge.origin.UpstreamComplaints;
import dev.skerry.edge.origin.UpstreamException;
import dev.skerry.edge.origin.UpstreamFailure;
import dev.skerry.edge.origin.UpstreamTarget;
import dev.skerry.edge.policy.HopByHop;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.sites.Site;
import dev.skerry.edge.trace.Span;
import dev.skerry.edge.trace.Tracing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the upstreams of a site one after the other until one answers. The next is asked where the last got nothing of the
 * request; after a shield also where it does not know the site yet (421), or gave no answer to a request that may be
 * repeated: a shield that is in trouble costs the origin requests, and nobody an answer. Thread-safe.
 */
final class Upstreams {
    private static final Logger LOG = LoggerFactory.getLogger(Upstreams.class);

    /** How long the content store may be away: there is one, and a restart takes seconds. */
    private static final Duration STORE_AWAY = Duration.ofSeconds(15);

    private final Upstream upstream;
    private final Routes routes;
    private final Tracing tracing;
    private final UpstreamComplaints complaints = new UpstreamComplaints(LOG, System::nanoTime);
    private final LongAdder requests = new LongAdder();

    Upstreams(Upstream upstream, Routes routes, Tracing tracing) {
        this.upstream = upstream;
        this.routes = routes;
        this.tracing = tracing;
    }

    /** A response, and whose it is. */
    record Answer(UpstreamTarget from, Upstream.Response response) {
        /** Without what concerns the connection and what the caches of the fleet tell each other. */
        ResponseHead cleanHead() {
            ResponseHead head = response.head();
            return head.withFields(HopByHop.strip(head.fields()).without("cache-status", SkerryHeaders.FENCE));
        }

        @Nullable
        String cacheStatus() {
            return response.head().fields().joined("cache-status");
        }

        /** Reads the content away, so that the connection can be used again. */
        void discard() {
            response.into(Body.passing());
        }
    }

    /** The request to an upstream, as a function of which upstream it is. */
    interface RequestFor {
        RequestHead to(UpstreamTarget target, Span span);
    }

    private record Question(
            RequestHead cause, RequestFor request, Body content, Consumer<ResponseHead> interim, boolean waits) {
        boolean isRepeatable() {
            return switch (cause.method()) {
                case "GET", "HEAD" -> content.isEmpty();
                default -> false;
            };
        }
    }

    /** Requests sent since the start. */
    long requests() {
        return requests.sum();
    }

    /**
     * Asks.
     *
     * @param cause the user's request
     * @param interim told of interim responses, on any thread
     * @param waits whether to wait a while for a content store that is restarting: not where something else may be served
     * @return fails with {@link UpstreamException}
     */
    CompletionStage<Answer> ask(
            Site site,
            RequestHead cause,
            RequestFor request,
            Body content,
            Consumer<ResponseHead> interim,
            boolean waits) {
        List<UpstreamTarget> targets;
        try {
            targets = routes.of(site.config());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(new UpstreamException(UpstreamFailure.NO_ROUTE, e));
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        askNext(targets, 0, new Question(cause, request, content, interim, waits), answer);
        return answer;
    }

    private void askNext(List<UpstreamTarget> targets, int index, Question question, CompletableFuture<Answer> answer) {
        UpstreamTarget target = targets.get(index);
        boolean hasNext = index + 1 < targets.size();
        requests.increment();
        Span span = tracing.upstream(question.cause(), target);
        send(target, question, span).whenComplete((response, failure) -> {
            try {
                boolean askNext = response == null
                        ? failed(target, question, failure, span)
                        : answered(target, question, response, span);
                if (askNext && hasNext) {
                    if (response != null) {
                        new Answer(target, response).discard();
                    }
                    askNext(targets, index + 1, question, answer);
                } else if (response != null) {
                    answer.complete(new Answer(target, response));
                } else {
                    answer.completeExceptionally(failure);
                }
            } catch (RuntimeException bug) {
                LOG.error("the answer of {} could not be read", target, bug);
                answer.completeExceptionally(bug);
            }
        });
    }

    /** Whether the next upstream is to be asked, if there is one. */
    private static boolean answered(UpstreamTarget target, Question question, Upstream.Response response, Span span) {
        int status = response.head().status();
        span.note("http.response.status_code", status);
        span.end();
        boolean knowsNotTheSite = status == 421 && target.kind() == UpstreamTarget.Kind.SHIELD;
        if (knowsNotTheSite) {
            LOG.warn("{} does not know the site of {}", target, question.cause().host());
        }
        return knowsNotTheSite;
    }

    /** Whether the next upstream is to be asked, if there is one. */
    private boolean failed(UpstreamTarget target, Question question, Throwable failure, Span span) {
        UpstreamFailure reason = reasonOf(failure);
        span.fail(reason.text());
        span.end();
        complaints.failed(target, failure);
        return reason.nothingSent() || (target.kind() == UpstreamTarget.Kind.SHIELD && question.isRepeatable());
    }

    /** Whatever is thrown becomes a failure too, so that nobody waits for an answer that will never come. */
    private CompletionStage<Upstream.Response> send(UpstreamTarget target, Question question, Span span) {
        try {
            RequestHead request = question.request().to(target, span);
            return question.waits() && target.kind() == UpstreamTarget.Kind.STORE
                    ? upstream.send(target, request, question.content(), question.interim(), STORE_AWAY)
                    : upstream.send(target, request, question.content(), question.interim());
        } catch (RuntimeException bug) {
            LOG.error("the request to {} could not be sent", target, bug);
            return CompletableFuture.failedFuture(bug);
        }
    }

    /** What a failed {@link #ask} failed by. */
    static UpstreamFailure reasonOf(Throwable failure) {
        return failure instanceof UpstreamException known ? known.reason() : UpstreamFailure.PROTOCOL;
    }
}
