package dev.skerry.edge.request;

import dev.skerry.edge.cache.Body;
import dev.skerry.edge.origin.Upstream;
import dev.skerry.edge.origin.UpstreamTarget;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A request that arrived at an upstream. */
final class Asked {
    final UpstreamTarget target;
    final RequestHead request;
    final CompletableFuture<Upstream.Response> response = new CompletableFuture<>();
    private final Consumer<ResponseHead> interim;
    private @Nullable Body body;

    Asked(UpstreamTarget target, RequestHead request, Consumer<ResponseHead> interim) {
        this.interim = interim;
        this.target = target;
        this.request = request;
    }

    /** Sends an interim response. */
    void interim(int status, String... fields) {
        interim.accept(new ResponseHead(status, Fields.of(fields)));
    }

    /** Answers at once with all of the content. */
    void answer(int status, String content, String... fields) {
        begin(status, fields);
        end(content);
    }

    /** Sends the head; the content is still to come. */
    void begin(int status, String... fields) {
        ResponseHead head = new ResponseHead(status, Fields.of(fields));
        beginWith(() -> head);
    }

    /** Answers with what makes its reader throw. */
    void answerUnreadably() {
        beginWith(() -> {
            throw new IllegalStateException("unreadable");
        });
    }

    private void beginWith(Supplier<ResponseHead> head) {
        response.complete(new Upstream.Response() {
            @Override
            public ResponseHead head() {
                return head.get();
            }

            @Override
            public void into(Body into) {
                body = into;
            }

            @Override
            public void cancel() {
                body = null;
            }
        });
    }

    /** Whether somebody reads the content of what {@link #begin} began. */
    boolean isRead() {
        return body != null;
    }

    /** The connection breaks in the content. */
    void breakOff() {
        Body into = body;
        if (into != null) {
            into.fail();
        }
    }

    void end(String content) {
        Body into = body;
        if (into == null) {
            throw new AssertionError("nobody reads the content");
        }
        if (!content.isEmpty()) {
            into.append(content.getBytes(StandardCharsets.UTF_8));
        }
        into.complete();
    }

    @Override
    public String toString() {
        return target + " " + request.method() + " " + request.target();
    }
}
