package dev.skerry.origin.http;

import dev.skerry.contract.SiteId;
import dev.skerry.contract.SkerryHeaders;
import dev.skerry.contract.SurrogateKey;
import dev.skerry.origin.Refusal;
import dev.skerry.origin.RefusedException;
import dev.skerry.origin.content.ContentMeta;
import dev.skerry.origin.content.ContentPath;
import dev.skerry.origin.content.ContentStore;
import dev.skerry.origin.content.StoredContent;
import dev.skerry.origin.sites.SiteRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET} and {@code HEAD} of content. The file is opened once: head and body are of one version, whatever is published
 * meanwhile. At most {@value #CHUNK} bytes of a body are in memory; the next are read when the socket has taken them.
 */
final class ContentReads {
    private static final Logger LOG = Logger.getLogger(ContentReads.class);
    private static final int CHUNK = 64 << 10;

    /**
     * Browsers cannot be purged, so they ask again after a minute; edges can, so they keep it. Edges are told in a field of
     * ours, since other caches behind them may follow {@code CDN-Cache-Control}, and no purge reaches those.
     */
    private static final String BROWSERS = "public, max-age=60";

    private static final String EDGES = "max-age=31536000";

    private final ContentStore store;
    private final SiteRegistry sites;

    ContentReads(ContentStore store, SiteRegistry sites) {
        this.store = store;
        this.sites = sites;
    }

    void serve(Call call, Resource.Content resource) {
        Future<@Nullable StoredContent> opened = call.blocking(() -> open(resource));
        opened.onSuccess(content -> serve(call, resource, content)).onFailure(call::fail);
    }

    private @Nullable StoredContent open(Resource.Content resource) throws IOException {
        ContentPath path = ContentPath.ofRequest(resource.path());
        requireSite(sites, resource.site());
        return store.open(resource.site(), path);
    }

    static void requireSite(SiteRegistry sites, SiteId site) {
        if (sites.active(site) == null) {
            throw new RefusedException(
                    Refusal.UNKNOWN_SITE,
                    "site '" + site + "' is not in force: apply its file with PUT /v1/sites/" + site);
        }
    }

    private static void serve(Call call, Resource.Content resource, @Nullable StoredContent content) {
        if (content == null) {
            call.fail(new RefusedException(
                    Refusal.NO_CONTENT,
                    "site '" + resource.site() + "' has no content at '" + ContentPath.ofRequest(resource.path())
                            + "'"));
            return;
        }
        Future<Void> sent;
        try {
            sent = respond(call, content);
        } catch (RuntimeException e) {
            sent = Future.failedFuture(e);
        }
        sent.onComplete(result -> {
            close(content);
            if (result.failed()) {
                call.fail(result.cause());
            }
        });
    }

    private static Future<Void> respond(Call call, StoredContent content) {
        ContentMeta meta = content.meta();
        Preconditions conditions = call.preconditions();
        switch (conditions.ofRead(meta)) {
            case FAILED ->
                throw new RefusedException(
                        Refusal.PRECONDITION_FAILED, "the content is another one: its ETag is " + meta.etag());
            case NOT_MODIFIED -> {
                putHeaders(call.begin(304), meta);
                return call.response().end();
            }
            case PROCEED -> {}
        }
        boolean mayRange =
                !call.isHead() && conditions.allowsRange(meta, call.clock().instant());
        ByteRange range = mayRange ? ByteRange.of(call.header("Range"), meta.size()) : null;
        if (range != null && !range.isSatisfiable()) {
            call.response().putHeader("Content-Range", range.contentRange(meta.size()));
            throw new RefusedException(Refusal.RANGE_NOT_SATISFIABLE, "the content has " + meta.size() + " bytes");
        }
        HttpServerResponse response = call.begin(range == null ? 200 : 206);
        putHeaders(response, meta);
        response.putHeader("Content-Type", meta.headers().contentType()).putHeader("Accept-Ranges", "bytes");
        if (range != null) {
            response.putHeader("Content-Range", range.contentRange(meta.size()));
        }
        long first = range == null ? 0 : range.first();
        long length = range == null ? meta.size() : range.length();
        response.putHeader("Content-Length", Long.toString(length));
        if (call.isHead() || length == 0) {
            return response.end();
        }
        Promise<Void> done = Promise.promise();
        send(call, content, first, first + length, done);
        return done.future();
    }

    private static void putHeaders(HttpServerResponse response, ContentMeta meta) {
        SurrogateKey own = new ContentPath(meta.path()).key();
        response.putHeader("ETag", meta.etag())
                .putHeader("Last-Modified", HttpDates.format(meta.publishedAt()))
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader(
                        "Surrogate-Key",
                        Stream.concat(Stream.of(own), meta.headers().surrogateKeys().stream())
                                .map(SurrogateKey::value)
                                .collect(Collectors.joining(" ")));
        String chosen = meta.headers().cacheControl();
        response.putHeader("Cache-Control", chosen == null ? BROWSERS : chosen);
        if (chosen == null) {
            response.putHeader(SkerryHeaders.CACHE_CONTROL, EDGES);
        }
    }

    /** Reads a chunk off the event loop, writes it, and goes on once it has left; a client that is gone ends it. */
    private static void send(Call call, StoredContent content, long from, long end, Promise<Void> done) {
        int length = (int) Math.min(CHUNK, end - from);
        call.blocking(() -> content.read(from, length)).onFailure(done::fail).onSuccess(bytes -> {
            call.metrics().sent(length);
            Buffer buffer = Buffer.buffer(bytes);
            if (from + length == end) {
                call.response().end(buffer).onComplete(done);
            } else {
                call.response()
                        .write(buffer)
                        .onFailure(done::fail)
                        .onSuccess(written -> send(call, content, from + length, end, done));
            }
        });
    }

    private static void close(StoredContent content) {
        try {
            content.close();
        } catch (IOException e) {
            LOG.warn("a content file could not be closed", e);
        }
    }
}
