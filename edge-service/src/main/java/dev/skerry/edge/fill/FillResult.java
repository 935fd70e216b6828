package dev.skerry.edge.fill;

import dev.skerry.contract.Fence;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.origin.UpstreamFailure;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.StoreRefusal;
import org.jspecify.annotations.Nullable;

/** How a fill began: what came of the upstream request once its response head, or its failure, was there. */
public sealed interface FillResult {
    /**
     * The response may be stored; whether somebody who waits may use it is to be decided as for any stored response.
     *
     * @param response its body may still be growing
     * @param received the head for the one who caused the fill, also with what is not stored
     * @param forOthers false if the request that caused it forbids to give it to anybody else
     * @param upstreamStatus that the upstream answered with; 304 where it validated what was stored
     * @param upstreamCacheStatus the Cache-Status field of the upstream, for those who caused the fill; null without
     */
    record Shared(
            StoredResponse response,
            ResponseHead received,
            boolean forOthers,
            int upstreamStatus,
            @Nullable String upstreamCacheStatus)
            implements FillResult {}

    /**
     * The response is for the request that caused it alone.
     *
     * @param head without hop-by-hop fields
     * @param content that only the one who caused the fill may read; close it
     * @param refusal why it is not stored; null if the request was passed on as it was, so that there was nothing to store
     * @param stored whether it is kept for others all the same: the answer to a POST that GET may get (RFC 9110 §9.3.3)
     * @param fence captured before the fetch, or the parent's if smaller
     * @param upstreamCacheStatus the Cache-Status field of the upstream; null without
     */
    record Private(
            ResponseHead head,
            Body.Reader content,
            @Nullable StoreRefusal refusal,
            boolean stored,
            Fence fence,
            @Nullable String upstreamCacheStatus)
            implements FillResult {}

    /** There was no response. */
    record Failed(UpstreamFailure reason) implements FillResult {}
}
