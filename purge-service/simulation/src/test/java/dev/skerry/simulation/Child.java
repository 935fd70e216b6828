package dev.skerry.simulation;

import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.origin.Upstream;
import dev.skerry.edge.origin.UpstreamFailure;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A node of another PoP that asks the shield: what the shield answers goes back over the network, piece by piece. */
final class Child extends Asker {
    private final Network network;
    private final String child;
    private final CompletableFuture<Upstream.Response> answer;
    private @Nullable Body into;

    Child(
            World world,
            Node.Run shield,
            SiteId site,
            RequestHead request,
            String child,
            CompletableFuture<Upstream.Response> answer) {
        super(world, shield, site, request);
        this.network = world.network;
        this.child = child;
        this.answer = answer;
    }

    @Override
    void send(ResponseHead head, Content content) {
        toChild(() -> answer.complete(new Answer(head, body -> begin(content, body))), this::breakOff);
    }

    private void begin(Content content, Body body) {
        into = body;
        switch (content) {
            case Content.Nothing nothing -> complete(body);
            case Content.Text(String text) -> {
                body.append(text.getBytes(StandardCharsets.UTF_8));
                complete(body);
            }
            case Content.Whole(Body.Reader reader, long length) -> pump(reader, body);
            case Content.Part part -> throw world.violated("nobody asked for a part");
        }
    }

    private void complete(Body body) {
        body.complete();
        node.over(this);
    }

    private void pump(Body.Reader reader, Body body) {
        toChild(
                () -> {
                    for (byte[] segment = reader.poll(); segment != null; segment = reader.poll()) {
                        body.append(segment);
                    }
                    switch (reader.atEnd()) {
                        case OPEN -> reader.onReadable(() -> pump(reader, body));
                        case FAILED -> lose(reader);
                        case COMPLETE -> {
                            reader.close();
                            complete(body);
                        }
                    }
                },
                () -> lose(reader));
    }

    private void lose(Body.Reader reader) {
        reader.close();
        breakOff();
    }

    private void toChild(Runnable arrive, Runnable lose) {
        network.send(
                node.name(),
                child,
                () -> {
                    if (node.isAlive()) {
                        arrive.run();
                    } else {
                        lose.run();
                    }
                },
                lose);
    }

    /** The connection breaks: the child hears so, whatever it waits for. */
    void breakOff() {
        Answer.fail(answer, UpstreamFailure.CLOSED);
        Body begun = into;
        if (begun != null) {
            begun.fail();
        }
        node.over(this);
    }

    String place() {
        return child;
    }

    @Override
    public void broken() {
        throw world.violated("a step of " + node.name() + " broke for " + child);
    }

    @Override
    public String toString() {
        return "child " + child + " " + request.host() + request.target();
    }
}
