package dev.skerry.edge.origin;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where an upstream is, and what kind of upstream it is.
 *
 * @param kind whom we ask
 * @param tls whether the connection is secured
 * @param host of the upstream
 * @param port of the upstream
 * @param pathPrefix put before the request's path; empty, or begins with {@code /} and does not end with one
 */
public record UpstreamTarget(Kind kind, boolean tls, String host, int port, String pathPrefix) {
    /** Whom we ask; decides which fields and which authority a request carries. */
    public enum Kind {
        /** The shield PoP: gets our fence and secret, answers with its fence. */
        SHIELD,
        /** A web server of the site's owner: gets the user's host name. */
        ORIGIN,
        /** The content store of origin-service: knows paths of a site, neither hosts nor queries. */
        STORE
    }

    /**
     * Reads the base URL of an upstream.
     *
     * @throws IllegalArgumentException if {@code base} is not {@code http(s)://HOST[:PORT][/PATH]}
     */
    public static UpstreamTarget of(Kind kind, String base) {
        URI uri = URI.create(base);
        boolean tls = "https".equals(uri.getScheme());
        @Nullable String host = uri.getHost();
        if (host == null || !(tls || "http".equals(uri.getScheme()))) {
            throw new IllegalArgumentException(
                    "upstream '" + base + "' is not valid: use http://HOST[:PORT] or https://HOST[:PORT]");
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        return new UpstreamTarget(
                kind, tls, host, port, path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    /** For logs and metrics. */
    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + host + ":" + port + pathPrefix;
    }
}
