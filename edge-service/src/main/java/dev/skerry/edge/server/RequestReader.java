package dev.skerry.edge.server;

import dev.skerry.contract.ContentUrl;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.HopByHop;
import dev.skerry.edge.policy.RequestHead;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the head of a request: one host, one target, both normalised, whatever the form they came in. */
final class RequestReader {
    private RequestReader() {}

    /**
     * Reads the head. An absolute-form target wins over {@code Host} (RFC 9112 §3.2.2), and the fields show the host that
     * was used. Fields of the connection are left out here (RFC 9110 §7.6.1), and with them those that {@code Connection}
     * lists, so that the variant is chosen by what the origin gets to see.
     *
     * @throws IllegalArgumentException if host or target are missing, repeated or malformed; the message is for the user
     */
    static RequestHead read(HttpServerRequest raw) {
        ContentUrl url = urlOf(raw);
        Fields.Builder fields = Fields.builder();
        raw.headers().forEach((name, value) -> {
            if (name.isEmpty()) { // a line that begins with a colon; no upstream may have to guess what it means
                throw new IllegalArgumentException("a field line without a name: send NAME: VALUE");
            }
            if (!name.startsWith(":")) {
                fields.add(name, value);
            }
        });
        String host = Objects.requireNonNull(url.host());
        Fields forwarded = HopByHop.strip(fields.build()).with("host", host);
        if (raw.version() == HttpVersion.HTTP_1_0) {
            forwarded = forwarded.without("expect"); // RFC 9110 §10.1.1
        }
        return new RequestHead(raw.method().name(), host, url.target(), forwarded);
    }

    private static ContentUrl urlOf(HttpServerRequest raw) {
        List<String> hosts = raw.headers().getAll("host");
        if (hosts.size() > 1) {
            throw new IllegalArgumentException("more than one Host field: send one");
        }
        @Nullable String target = raw.uri();
        if (target == null || target.isEmpty()) {
            throw new IllegalArgumentException("no request target");
        }
        if (target.equals("*")) {
            throw new IllegalArgumentException("the target * is not answered here: send a path");
        }
        if (!target.startsWith("/")) {
            return ContentUrl.parse(target);
        }
        @Nullable HostAndPort authority = raw.authority();
        if (authority == null) {
            throw new IllegalArgumentException("no Host field: send one");
        }
        return ContentUrl.ofTarget(authority.host(), target);
    }
}
