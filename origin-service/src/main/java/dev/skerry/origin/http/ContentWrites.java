package dev.skerry.origin.http;

import dev.skerry.contract.Printable;
import dev.skerry.contract.PublishResult;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SurrogateKey;
import dev.skerry.contract.token.Scope;
import dev.skerry.origin.Refusal;
import dev.skerry.origin.RefusedException;
import dev.skerry.origin.content.ContentMeta;
import dev.skerry.origin.content.ContentPath;
import dev.skerry.origin.content.ContentStore;
import dev.skerry.origin.content.MediaTypes;
import dev.skerry.origin.content.Upload;
import dev.skerry.origin.publish.Publisher;
import dev.skerry.origin.publish.PurgeWish;
import dev.skerry.origin.sites.SiteRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** {@code PUT} and {@code DELETE} of content. */
final class ContentWrites {
    private static final Logger LOG = Logger.getLogger(ContentWrites.class);
    private static final Pattern FIELD_VALUE = Pattern.compile("[\\x20-\\x7e]{1,1024}");

    /** How long an answer waits for purge-service beyond what the client asked to wait. */
    private static final Duration PURGE_PATIENCE = Duration.ofSeconds(1);

    private final ContentStore store;
    private final Publisher publisher;
    private final SiteRegistry sites;
    private final Access access;
    private final long maxSize;

    ContentWrites(ContentStore store, Publisher publisher, SiteRegistry sites, Access access, long maxSize) {
        this.store = store;
        this.publisher = publisher;
        this.sites = sites;
        this.access = access;
        this.maxSize = maxSize;
    }

    private record Admitted(ContentPath path, ContentMeta.Headers headers, PurgeWish wish, Upload upload) {}

    /** Answers 201 for new content and 200 for replaced, or 202 while its purge is still owed. */
    void put(Call call, Resource.Content resource) {
        call.request().pause();
        Future<Admitted> admission = call.blocking(() -> admit(call, resource));
        admission
                .onFailure(call::fail)
                .onSuccess(admitted -> body(call, admitted)
                        .compose(read -> {
                            call.metrics().received(admitted.upload.size());
                            return commit(call, resource, admitted);
                        })
                        .eventually(() -> call.blocking(() -> discard(admitted.upload)))
                        .onFailure(call::fail));
    }

    /** Of a client that has gone meanwhile nothing more would be heard: whoever listens from now on has missed it. */
    private Future<Void> body(Call call, Admitted admitted) {
        if (call.response().closed()) {
            return Future.failedFuture(new RefusedException(Refusal.CUT_OFF, "the client went away before the body"));
        }
        return BodyReader.read(call, maxSize, admitted.upload::write);
    }

    private Admitted admit(Call call, Resource.Content resource) throws IOException {
        ContentPath path = authorize(call, resource);
        if (call.header("Content-Range") != null) {
            throw new RefusedException(
                    Refusal.BAD_REQUEST,
                    "Content-Range is not supported with PUT (RFC 9110 §14.5): send the whole file");
        }
        BodyReader.requireLength(call, maxSize);
        ContentMeta.Headers headers = headers(call, path);
        PurgeWish wish = call.purgeWish();
        requireConditions(call, store.meta(resource.site(), path));
        return new Admitted(path, headers, wish, store.begin());
    }

    private ContentPath authorize(Call call, Resource.Content resource) {
        access.require(call, resource.site(), List.of(Scope.CONTENT_WRITE));
        ContentPath path = ContentPath.of(resource.path());
        ContentReads.requireSite(sites, resource.site());
        return path;
    }

    private static void requireConditions(Call call, @Nullable ContentMeta current) {
        if (!call.preconditions().allowWrite(current)) {
            throw new RefusedException(
                    Refusal.PRECONDITION_FAILED,
                    current == null
                            ? "there is no content yet"
                            : "there is other content than the condition allows: its ETag is " + current.etag());
        }
    }

    private static ContentMeta.Headers headers(Call call, ContentPath path) {
        String type = call.header("Content-Type");
        String cacheControl = call.header("Cache-Control");
        requireValue("Content-Type", type);
        requireValue("Cache-Control", cacheControl);
        return new ContentMeta.Headers(
                type == null || MediaTypes.isGeneric(type) ? MediaTypes.ofName(path.fileName()) : type,
                surrogateKeys(call.listHeader("Surrogate-Key", " ")),
                cacheControl);
    }

    private static void requireValue(String name, @Nullable String value) {
        if (value != null && !FIELD_VALUE.matcher(value).matches()) {
            throw new RefusedException(
                    Refusal.BAD_REQUEST,
                    name + " '" + Printable.of(value) + "' is not 1 to 1024 visible ASCII characters");
        }
    }

    /** A response with a bad key is served without it; a publisher is told. */
    private static List<SurrogateKey> surrogateKeys(String field) {
        try {
            List<SurrogateKey> keys = Pattern.compile("[ \\t]+")
                    .splitAsStream(field.strip())
                    .filter(key -> !key.isEmpty())
                    .map(SurrogateKey::new)
                    .distinct()
                    .toList();
            if (keys.size() < SurrogateKey.MAX_PER_RESPONSE) {
                return keys;
            }
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Refusal.BAD_REQUEST, "Surrogate-Key: " + e.getMessage());
        }
        throw new RefusedException(
                Refusal.BAD_REQUEST,
                "Surrogate-Key has too many keys: at most " + (SurrogateKey.MAX_PER_RESPONSE - 1) + " are taken");
    }

    private Future<Void> commit(Call call, Resource.Content resource, Admitted admitted) {
        Timer.Sample begun = call.metrics().beginPublish();
        Future<Publisher.Change> change = call.blocking(() -> publisher.publish(
                resource.site(),
                admitted.path,
                admitted.upload,
                admitted.headers,
                current -> requireConditions(call, current),
                admitted.wish));
        return change.compose(made -> answer(call, resource, admitted.path, admitted.wish, made))
                .onSuccess(answered -> call.metrics().endPublish(begun));
    }

    /** Answers 200, or 202 while its purge is still owed. */
    void delete(Call call, Resource.Content resource) {
        record Deleted(ContentPath path, PurgeWish wish, Publisher.Change change) {}
        Future<Deleted> deletion = call.blocking(() -> {
            ContentPath path = authorize(call, resource);
            PurgeWish wish = call.purgeWish();
            return new Deleted(
                    path,
                    wish,
                    publisher.delete(resource.site(), path, current -> requireConditions(call, current), wish));
        });
        deletion.compose(deleted -> answer(call, resource, deleted.path, deleted.wish, deleted.change))
                .onFailure(call::fail);
    }

    private static Future<Void> answer(
            Call call, Resource.Content resource, ContentPath path, PurgeWish wish, Publisher.Change change) {
        Duration patience = wish.waitComplete() == null
                ? PURGE_PATIENCE
                : PURGE_PATIENCE.plus(wish.waitComplete().duration());
        CompletableFuture<@Nullable PurgeStatus> purge =
                change.purge().copy().completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS);
        return call.await(purge).compose(status -> {
            ContentMeta meta = change.meta();
            int code = status == null ? 202 : change.replaced() ? 200 : 201;
            call.answer(
                    code,
                    new PublishResult(
                            resource.site(),
                            path.value(),
                            meta == null ? null : meta.etag(),
                            meta == null ? 0 : meta.size(),
                            status));
            return Future.succeededFuture();
        });
    }

    private static @Nullable Void discard(Upload upload) {
        try {
            upload.close();
        } catch (IOException e) {
            LOG.warn("an upload's temporary file could not be removed; the next start removes it", e);
        }
        return null;
    }
}
