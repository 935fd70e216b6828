package dev.skerry.edge.fill;

import dev.skerry.contract.Fence;
import dev.skerry.contract.SkerryHeaders;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.fill.Upstreams.Answer;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.Freshening;
import dev.skerry.edge.policy.Preconditions;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.sites.Site;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a fill's steps need to know of it. Immutable.
 *
 * @param fill to complete
 * @param site that is asked
 * @param request of the user who caused it
 * @param inquiry what is asked
 * @param fence captured before the question (R1)
 * @param requestTimeMs when it was asked
 */
record Job(Fill fill, Site site, RequestHead request, Inquiry inquiry, Fence fence, long requestTimeMs) {
    private static final Logger LOG = LoggerFactory.getLogger(Job.class);

    /** The request whose answer is judged: a fill asks with GET, also for a HEAD, and with conditions of its own. */
    RequestHead asSent() {
        Fields fields = Fields.builder()
                .addAll(request.fields().without(Preconditions.FIELDS).without("range"))
                .addAll(inquiry.fields())
                .build();
        return request.withMethod("GET").withFields(fields);
    }

    /** Whether what is asked for is to be joined to a stored part: for that it goes with If-Range, and on no other condition. */
    boolean completes() {
        @Nullable StoredResponse stale = inquiry.stale();
        return stale != null
                && stale.view().part() != null
                && inquiry.fields().contains("if-range")
                && !inquiry.fields().contains("if-none-match")
                && !inquiry.fields().contains("if-modified-since");
    }

    /**
     * What a 304 says is still good (RFC 9111 §4.3.4); null if that is nothing we hold, and so the 304 says nothing. One that
     * does not tell which purges it has seen says nothing either.
     */
    @Nullable
    StoredResponse selectedBy(Answer notModified) {
        ResponseHead head = notModified.response().head();
        if (objectFence(notModified) == null) {
            return null;
        }
        @Nullable StoredResponse stale = inquiry.stale();
        if (stale != null) {
            return Freshening.selects(stale.view().head(), head) ? stale : null;
        }
        return inquiry.variants().stream()
                .filter(variant -> head.fields().contains("etag")
                        && Freshening.selects(variant.view().head(), head))
                .findFirst()
                .orElse(null);
    }

    /** R3: the smaller of our fence and the parent's; null if a parent sends none that we can read. */
    @Nullable
    Fence objectFence(Answer answer) {
        return objectFence(fence, answer);
    }

    static @Nullable Fence objectFence(Fence captured, Answer answer) {
        return switch (answer.from().kind()) {
            case ORIGIN, STORE -> captured;
            case SHIELD -> {
                @Nullable String text = answer.response().head().fields().first(SkerryHeaders.FENCE);
                if (text == null) {
                    yield null;
                }
                try {
                    Fence parents = Fence.parse(text);
                    yield parents.partition() == captured.partition() ? captured.min(parents) : null;
                } catch (IllegalArgumentException malformed) {
                    LOG.warn("{} sent a bad fence: {}", answer.from(), malformed.getMessage());
                    yield null;
                }
            }
        };
    }
}
