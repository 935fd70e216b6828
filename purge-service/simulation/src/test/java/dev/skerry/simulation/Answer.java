package dev.skerry.simulation;

import dev.skerry.edge.cache.Body;
import dev.skerry.edge.origin.Upstream;
import dev.skerry.edge.origin.UpstreamException;
import dev.skerry.edge.origin.UpstreamFailure;
import dev.skerry.edge.policy.ResponseHead;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** An answer that an upstream gives: its head has arrived, its content comes when somebody reads it. */
final class Answer implements Upstream.Response {
    private final ResponseHead head;
    private final Consumer<Body> content;

    /** @param content begins to send into a body; called once or never */
    Answer(ResponseHead head, Consumer<Body> content) {
        this.head = head;
        this.content = content;
    }

    @Override
    public ResponseHead head() {
        return head;
    }

    @Override
    public void into(Body body) {
        body.onAbandoned(body::fail);
        content.accept(body);
    }

    @Override
    public void cancel() {}

    static void fail(CompletableFuture<Upstream.Response> answer, UpstreamFailure reason) {
        answer.completeExceptionally(new UpstreamException(reason, new RuntimeException("of the simulation")));
    }
}
