package dev.skerry.origin.http;

import dev.skerry.contract.Printable;
import dev.skerry.contract.token.TokenVerifier;
import dev.skerry.origin.OriginMetrics;
import dev.skerry.origin.Refusal;
import dev.skerry.origin.RefusedException;
import dev.skerry.origin.content.ContentStore;
import dev.skerry.origin.publish.Publisher;
import dev.skerry.origin.sites.SiteRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.TreeSet;

/**
 * {@code /v1}: reads the request target as it was sent, and hands the call to its resource. It stands before every
 * router, since routers normalise paths, and a path that climbs must be seen as it is to be refused.
 */
public final class Api {
    private static final String PREFIX = "/v1";

    private final Vertx vertx;
    private final Clock clock;
    private final OriginMetrics metrics;
    private final ContentReads reads;
    private final ContentWrites writes;
    private final SiteCalls sites;

    /**
     * Wires the API.
     *
     * @param maxSize of a file of content, in bytes
     */
    public Api(
            Vertx vertx,
            Clock clock,
            OriginMetrics metrics,
            TokenVerifier tokens,
            SiteRegistry registry,
            ContentStore store,
            Publisher publisher,
            long maxSize) {
        this.vertx = vertx;
        this.clock = clock;
        this.metrics = metrics;
        this.reads = new ContentReads(store, registry);
        Access access = new Access(tokens);
        this.writes = new ContentWrites(store, publisher, registry, access, maxSize);
        this.sites = new SiteCalls(registry, access);
    }

    /** Whether the request is of this API; all others are the framework's (health, metrics) or nobody's. */
    public boolean isFor(HttpServerRequest request) {
        String path = pathOf(request.uri());
        return path.equals(PREFIX) || path.startsWith(PREFIX + "/");
    }

    /** Answers a request, now or later. */
    public void handle(HttpServerRequest request) {
        try {
            Resource resource = Resource.of(pathOf(request.uri()));
            Call call = call(request, resource instanceof Resource.Content ? "content" : "sites");
            if (!resource.methods().contains(call.method())) {
                request.response().putHeader("Allow", String.join(", ", new TreeSet<>(resource.methods())));
                call.fail(new RefusedException(
                        Refusal.METHOD_NOT_ALLOWED,
                        Printable.of(call.method()) + " is not one of " + new TreeSet<>(resource.methods())));
                return;
            }
            dispatch(call, resource);
        } catch (RefusedException e) {
            refuse(request, e);
        }
    }

    /** Refuses a request that is not of this API with problem details too. */
    public void refuse(HttpServerRequest request, RefusedException refusal) {
        call(request, "other").fail(refusal);
    }

    private Call call(HttpServerRequest request, String kind) {
        return new Call(request, vertx.getOrCreateContext(), clock, metrics, kind);
    }

    private void dispatch(Call call, Resource resource) {
        switch (resource) {
            case Resource.Content content -> {
                switch (call.method()) {
                    case "PUT" -> writes.put(call, content);
                    case "DELETE" -> writes.delete(call, content);
                    default -> reads.serve(call, content);
                }
            }
            case Resource.Site site -> {
                switch (call.method()) {
                    case "PUT" -> sites.put(call, site.site());
                    case "DELETE" -> sites.remove(call, site.site());
                    default -> sites.get(call, site.site());
                }
            }
            case Resource.Sites all -> sites.list(call);
            case Resource.Activation activation -> sites.activate(call, activation);
        }
    }

    /** The path of a request target in origin or absolute form (RFC 9112 §3.2), as sent. */
    private static String pathOf(String uri) {
        int start = 0;
        if (!uri.startsWith("/")) {
            int authority = uri.indexOf("://");
            start = authority < 0 ? -1 : uri.indexOf('/', authority + 3);
        }
        if (start < 0) {
            return "";
        }
        int query = uri.indexOf('?', start);
        return query < 0 ? uri.substring(start) : uri.substring(start, query);
    }
}
