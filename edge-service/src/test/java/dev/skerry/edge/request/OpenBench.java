package dev.skerry.edge.request;

import dev.skerry.edge.cache.Body;
import dev.skerry.edge.origin.UpstreamException;
import dev.skerry.edge.origin.UpstreamFailure;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.sites.Site;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link Bench} for tests of other packages: one user after the other, and an origin that answers each request at once. */
public final class OpenBench {
    /** The host of the site. */
    public static final String HOST = Bench.HOST;

    private final Bench bench;

    /** @param site at {@link #HOST} */
    public OpenBench(Site site) {
        bench = new Bench(site);
    }

    /** What the node asks. */
    @FunctionalInterface
    public interface Origin {
        /** Answers by calling one method of {@code upstream}, after any interim responses. May let time pass. */
        void asked(RequestHead request, Answering upstream);
    }

    /** The ways in which an origin may answer. */
    public interface Answering {
        void interim(ResponseHead head);

        void answer(ResponseHead head, String content);

        /** The head, and then the connection breaks. */
        void breakOff(ResponseHead head);

        void fail(UpstreamFailure reason);
    }

    /** What a user got; {@code empty} if the answer is one without content. */
    public record Answered(ResponseHead head, String content, boolean empty, List<ResponseHead> interims) {}

    /** The calendar. */
    public Instant now() {
        return bench.now();
    }

    /** Time passes, and the node is in touch with the purge log. */
    public void pass(Duration duration) {
        bench.passConnected(duration);
    }

    /** The calendar jumps, and no time passes. */
    public void jump(Duration duration) {
        bench.jump(duration);
    }

    /** A request, and everything that follows from it until nobody waits for the origin. */
    public Answered send(String method, String target, String content, String[] fields, Origin origin) {
        Body body = content.isEmpty() ? Body.of(List.of()) : Body.passing();
        User user = bench.send(new RequestHead(method, HOST, target, Fields.of(fields)), body);
        if (!content.isEmpty()) {
            body.append(content.getBytes(StandardCharsets.UTF_8));
            body.complete();
        }
        for (Asked open = open(); open != null; open = open()) {
            origin.asked(open.request, answering(open));
        }
        String text = user.broken ? "" : user.text();
        return new Answered(user.answered(), text, user.sentNothing(), List.copyOf(user.interims));
    }

    private @Nullable Asked open() {
        return bench.asked.stream()
                .filter(one -> !one.response.isDone())
                .findFirst()
                .orElse(null);
    }

    private static Answering answering(Asked open) {
        return new Answering() {
            @Override
            public void interim(ResponseHead head) {
                open.interim(head.status(), pairs(head.fields()));
            }

            @Override
            public void answer(ResponseHead head, String content) {
                open.begin(head.status(), pairs(head.fields()));
                if (open.isRead()) {
                    open.end(content);
                }
            }

            @Override
            public void breakOff(ResponseHead head) {
                open.begin(head.status(), pairs(head.fields()));
                open.breakOff();
            }

            @Override
            public void fail(UpstreamFailure reason) {
                open.response.completeExceptionally(
                        new UpstreamException(reason, new IllegalStateException("as scripted")));
            }
        };
    }

    private static String[] pairs(Fields fields) {
        String[] pairs = new String[2 * fields.size()];
        int at = 0;
        for (Fields.Line line : fields) {
            pairs[at++] = line.name();
            pairs[at++] = line.value();
        }
        return pairs;
    }
}
