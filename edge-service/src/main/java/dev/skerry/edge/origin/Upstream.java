package dev.skerry.edge.origin;

import dev.skerry.edge.cache.Body;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import java.util.concurrent.CompletionStage;

/** Port to the servers that a PoP asks. Thread-safe. */
public interface Upstream {
    /**
     * Sends a request.
     *
     * @param target whom to ask
     * @param request with the fields that the upstream is to see, hop-by-hop ones already taken out
     * @param content of the request, read as it arrives; {@link Body#of} nothing for none
     * @return completes with the head of the final response, interim ones passed over; exceptionally with
     *     {@link UpstreamException} only. Bounded by the time limits for connecting and for the head
     */
    CompletionStage<Response> send(UpstreamTarget target, RequestHead request, Body content);

    /** A response whose content has not been read yet. Exactly one of both methods is called, once. */
    interface Response {
        /** Status and fields, with the hop-by-hop fields still in. */
        ResponseHead head();

        /** Reads the content into {@code body}, pausing when it says so, and completes or fails it. */
        void into(Body body);

        /** Reads nothing more and gives up the connection. */
        void cancel();
    }
}
