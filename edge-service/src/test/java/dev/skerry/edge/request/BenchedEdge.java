package dev.skerry.edge.request;

import dev.skerry.edge.origin.UpstreamException;
import dev.skerry.edge.origin.UpstreamFailure;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link Bench} for tests of other packages: users and upstream requests go by number. One thread. */
public final class BenchedEdge {
    private final Bench bench = new Bench();
    private final List<User> users = new ArrayList<>();
    private long millis = Duration.ofDays(20_000).toMillis();

    /** Of the edge's clock, since the epoch. */
    public long now() {
        return millis;
    }

    /** Time passes, and the node hears from the purge log all the while. */
    public void pass(long milliseconds) {
        millis += milliseconds;
        bench.passConnected(Duration.ofMillis(milliseconds));
    }

    /** A user asks; the number is that of the user. */
    public int send(String method, String target, Fields fields) {
        List<String> pairs = new ArrayList<>();
        for (Fields.Line line : fields) {
            pairs.add(line.name());
            pairs.add(line.value());
        }
        users.add(bench.send(method, target, pairs.toArray(String[]::new)));
        return users.size() - 1;
    }

    /** Whether the user has got no answer yet. */
    public boolean waits(int user) {
        return users.get(user).waits();
    }

    /** The status that the user got. */
    public int status(int user) {
        return users.get(user).status();
    }

    /** A field that the user got. */
    public @Nullable String field(int user, String name) {
        return users.get(user).field(name);
    }

    /** What has come of the content that the user gets. */
    public String text(int user) {
        return users.get(user).text();
    }

    /** Whether more of the content may come. */
    public boolean arrives(int user) {
        return users.get(user).arrives();
    }

    /** How many requests have gone to an upstream. */
    public int asked() {
        return bench.asked.size();
    }

    /** What went to an upstream. */
    public RequestHead asked(int number) {
        return bench.asked.get(number).request;
    }

    /** The upstream sends the head of its answer. */
    public void begin(int number, int status, Fields fields) {
        List<String> pairs = new ArrayList<>();
        for (Fields.Line line : fields) {
            pairs.add(line.name());
            pairs.add(line.value());
        }
        bench.asked.get(number).begin(status, pairs.toArray(String[]::new));
    }

    /** And all of the content, which is dropped if nobody reads it. */
    public void end(int number, String content) {
        Asked asked = bench.asked.get(number);
        if (asked.isRead()) {
            asked.end(content);
        }
    }

    /** The connection breaks before there is any. */
    public void breakOff(int number) {
        bench.asked.get(number).breakOff();
    }

    /** The upstream gives no response. */
    public void fail(int number, UpstreamFailure reason) {
        bench.asked
                .get(number)
                .response
                .completeExceptionally(new UpstreamException(reason, new RuntimeException("of the fuzz")));
    }

    /** A hard purge. */
    public void purge(String selector) {
        bench.purge(selector);
    }
}
