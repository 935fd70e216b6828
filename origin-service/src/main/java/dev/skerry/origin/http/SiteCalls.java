package dev.skerry.origin.http;

import dev.skerry.contract.Json;
import dev.skerry.contract.Printable;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.token.Scope;
import dev.skerry.contract.token.VerifiedToken;
import dev.skerry.origin.Refusal;
import dev.skerry.origin.RefusedException;
import dev.skerry.origin.sites.SiteRegistry;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The site registry over HTTP. Writes need {@code sites:write}, reads that or {@code status:read}. */
final class SiteCalls {
    private static final int MAX_BODY = 256 << 10;
    private static final Set<String> READABLE = Set.of(
            "application/json",
            "application/yaml",
            "application/x-yaml",
            "text/yaml",
            "text/x-yaml",
            "text/plain",
            "application/octet-stream");
    private static final List<Scope> WRITE = List.of(Scope.SITES_WRITE);
    private static final List<Scope> READ = List.of(Scope.SITES_WRITE, Scope.STATUS_READ);

    private final SiteRegistry sites;
    private final Access access;

    SiteCalls(SiteRegistry sites, Access access) {
        this.sites = sites;
        this.access = access;
    }

    /** The sites in force that the token reaches. */
    void list(Call call) {
        answer(call, () -> {
            VerifiedToken caller = access.require(call, READ);
            return new Reply(
                    200,
                    sites.active().stream()
                            .filter(version -> caller.isFor(version.config().site()))
                            .toList());
        });
    }

    /** The version in force, and all that are kept. */
    void get(Call call, SiteId site) {
        answer(call, () -> {
            access.require(call, site, READ);
            return new Reply(200, sites.history(site));
        });
    }

    /** Applies a site file: 201 for a new version, 200 for the one that is in force anyway. */
    void put(Call call, SiteId site) {
        call.request().pause();
        Future<@Nullable Void> admission = call.blocking(() -> {
            access.require(call, site, WRITE);
            requireReadable(call.header("Content-Type"));
            BodyReader.requireLength(call, MAX_BODY);
            return null;
        });
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        admission
                .compose(admitted -> BodyReader.read(call, MAX_BODY, bytes -> append(body, bytes)))
                .onFailure(call::fail)
                .onSuccess(read -> answer(call, () -> {
                    SiteRegistry.Applied applied = sites.apply(configOf(site, body.toByteArray()));
                    return new Reply(applied.created() ? 201 : 200, applied.version());
                }));
    }

    /** Puts an earlier version in force. */
    void activate(Call call, Resource.Activation resource) {
        answer(call, () -> {
            access.require(call, resource.site(), WRITE);
            return new Reply(200, sites.activate(resource.site(), resource.version()));
        });
    }

    /** Takes the site out of force. */
    void remove(Call call, SiteId site) {
        answer(call, () -> {
            access.require(call, site, WRITE);
            sites.remove(site);
            return new Reply(200, sites.history(site));
        });
    }

    private record Reply(int status, Object body) {}

    private static void answer(Call call, java.util.concurrent.Callable<Reply> work) {
        Future<Reply> reply = call.blocking(work);
        reply.onFailure(call::fail).onSuccess(made -> call.answer(made.status, made.body));
    }

    private static void append(ByteArrayOutputStream body, ByteBuffer bytes) {
        body.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    private static void requireReadable(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType.split(";", -1)[0].strip();
        if (!type.isEmpty() && !READABLE.contains(type.toLowerCase(Locale.ROOT))) {
            throw new RefusedException(
                    Refusal.UNSUPPORTED_MEDIA_TYPE,
                    "'" + Printable.of(type)
                            + "' is not read: send the site file as application/yaml or application/json");
        }
    }

    private static SiteConfig configOf(SiteId site, byte[] body) {
        SiteConfig config;
        try {
            config = Json.readYaml(body, SiteConfig.class);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Refusal.BAD_REQUEST, "site file: " + e.getMessage());
        }
        if (!config.site().equals(site)) {
            throw new RefusedException(
                    Refusal.BAD_REQUEST,
                    "the site file is of site '" + config.site() + "', and the URL of '" + site + "': make them one");
        }
        return config;
    }
}
