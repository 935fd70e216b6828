package dev.skerry.edge.request;

import dev.skerry.edge.cache.Body;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who asks, and what they got. */
final class User implements Exchange {
    private final RequestHead request;
    private final Body sent;
    private @Nullable ResponseHead head;
    private @Nullable Content content;
    private final StringBuilder read = new StringBuilder();
    boolean broken;
    final List<ResponseHead> interims = new ArrayList<>();

    User(RequestHead request, Body sent) {
        this.request = request;
        this.sent = sent;
    }

    @Override
    public RequestHead request() {
        return request;
    }

    @Override
    public Body content() {
        return sent;
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public void interim(ResponseHead head) {
        interims.add(head);
    }

    @Override
    public void respond(ResponseHead answer, Content what) {
        if (head != null) {
            throw new AssertionError("answered twice: " + head + ", " + answer);
        }
        head = answer;
        content = what;
    }

    @Override
    public void broken() {
        broken = true;
    }

    boolean waits() {
        return head == null && !broken;
    }

    int status() {
        return answered().status();
    }

    @Nullable
    String field(String name) {
        return answered().fields().joined(name);
    }

    ResponseHead answered() {
        if (head == null) {
            throw new AssertionError("no answer yet to " + request);
        }
        return head;
    }

    /** Whether the answer is one without content, as to HEAD. */
    boolean sentNothing() {
        return content instanceof Content.Nothing;
    }

    /** Whether more of the content may come. */
    boolean arrives() {
        return switch (content) {
            case null -> false;
            case Content.Nothing nothing -> false;
            case Content.Text text -> false;
            case Content.Whole(Body.Reader reader, long length) -> isOpen(reader);
            case Content.Part(Body.Reader reader, long first, long last) -> isOpen(reader);
        };
    }

    private boolean isOpen(Body.Reader reader) {
        read(reader);
        return reader.atEnd() == Body.State.OPEN;
    }

    /** What has arrived of the content. */
    String text() {
        return switch (content) {
            case null -> throw new AssertionError("no answer yet to " + request);
            case Content.Nothing nothing -> "";
            case Content.Text(String text) -> text;
            case Content.Whole(Body.Reader reader, long length) -> read(reader);
            case Content.Part(Body.Reader reader, long first, long last) -> {
                String all = read(reader);
                yield all.substring((int) Math.min(first, all.length()), (int) Math.min(last + 1, all.length()));
            }
        };
    }

    private String read(Body.Reader reader) {
        for (byte[] segment = reader.poll(); segment != null; segment = reader.poll()) {
            read.append(new String(segment, StandardCharsets.UTF_8));
        }
        return read.toString();
    }
}
