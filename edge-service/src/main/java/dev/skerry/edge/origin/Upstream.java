package dev.skerry.edge.origin;

import dev.skerry.edge.cache.Body;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Port to the servers that a PoP asks. Thread-safe. */
public interface Upstream {
    /**
     * Sends a request.
     *
     * @param target whom to ask
     * @param request with the fields that the upstream is to see, hop-by-hop ones already taken out
     * @param content of the request, read as it arrives; {@link Body#of} nothing for none
     * @param interim told of each interim response (1xx but 101, RFC 9110 §15.2) before the final one, its hop-by-hop
     *     fields still in; called on any thread
     * @return completes with the head of the final response; exceptionally with {@link UpstreamException} only. Bounded
     *     by the time limits for connecting and for the head
     */
    CompletionStage<Response> send(
            UpstreamTarget target, RequestHead request, Body content, Consumer<ResponseHead> interim);

    /**
     * The same, of an upstream that may be restarting: while it can't be connected to, so that nothing of the request has been
     * sent, or answers GET and HEAD with 503, it is tried again, with short pauses, for as long as {@code patience} says. How
     * many requests wait so is bounded; one more fails at once.
     */
    default CompletionStage<Response> send(
            UpstreamTarget target,
            RequestHead request,
            Body content,
            Consumer<ResponseHead> interim,
            Duration patience) {
        return send(target, request, content, interim);
    }

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
