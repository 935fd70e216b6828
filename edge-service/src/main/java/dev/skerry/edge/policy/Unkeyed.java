package dev.skerry.edge.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Request fields that many origins let choose or write a response although they are no part of any cache key: what
 * proxies tell of a request's way, and what overrides its target or method. A fetch whose answer others may get is made
 * without them, so that nobody can poison it; a request that is passed on keeps them.
 *
 * <table>
 * <caption>Left out, unless the site's key has the field</caption>
 * <tr><th>what it tells</th><th>fields</th></tr>
 * <tr><td>how the request came</td><td>{@code Forwarded}, {@code X-Forwarded} and all that begin so, {@code Front-End-Https},
 *     {@code X-Scheme}, {@code X-Url-Scheme}, {@code X-Arr-*}, {@code X-Envoy-*}</td></tr>
 * <tr><td>another target</td><td>{@code X-Original-*}, {@code X-Rewrite-*}, {@code X-Host}, {@code X-Http-*} (method, host and
 *     path overrides), {@code X-Proxy-*}, {@code Proxy-Host}, {@code Proxy-Url}, {@code Request-Uri}, {@code Base-Url},
 *     {@code X-Accel-*}, {@code X-Sendfile-Type}, {@code X-Middleware-*}</td></tr>
 * <tr><td>another method</td><td>{@code X-Method-Override}, {@code X-Method}</td></tr>
 * <tr><td>who asks</td><td>{@code X-Real-Ip}, {@code X-Client-*}, {@code X-Cluster-Client-Ip}, {@code X-Remote-*},
 *     {@code X-Originating-Ip}, {@code X-ProxyUser-Ip}, {@code Client-Ip}, {@code True-Client-Ip}, {@code Proxy-Client-Ip},
 *     {@code Wl-Proxy-*}</td></tr>
 * <tr><td>what other networks add</td><td>{@code Cf-*}, {@code Cdn-*}, {@code Fastly-*}, {@code CloudFront-*},
 *     {@code X-Azure-*}, {@code X-Akamai-*}, {@code X-Amz-*}, {@code Akamai-*}</td></tr>
 * </table>
 *
 * <p>An underscore counts as a hyphen, here and for the fields of the key: where names become variables, as in CGI and all that
 * is made after it, {@code X_Forwarded_Host} is {@code X-Forwarded-Host}.
 *
 * <p>The address of a user is in the list because an origin may write it into the response that everybody gets. Fields that
 * HTTP itself defines are not: an origin that lets them choose says so by {@code Vary}.
 */
public final class Unkeyed {
    private static final Set<String> OF_X = Set.of(
            "x-cluster-client-ip",
            "x-host",
            "x-method",
            "x-method-override",
            "x-originating-ip",
            "x-proxyuser-ip",
            "x-real-ip",
            "x-scheme",
            "x-sendfile-type",
            "x-url-scheme");

    private static final List<String> BEGINNINGS_OF_X = List.of(
            "x-accel-",
            "x-akamai-",
            "x-amz-",
            "x-arr-",
            "x-azure-",
            "x-client-",
            "x-envoy-",
            "x-forwarded",
            "x-http-",
            "x-middleware-",
            "x-original-",
            "x-proxy-",
            "x-remote-",
            "x-rewrite-");

    private Unkeyed() {}

    /**
     * The fields that a fetch for everybody may carry; the same object where nothing is to go.
     *
     * @param keyed names, in lower case, that are part of the site's key and therefore stay
     */
    public static Fields strip(Fields request, List<String> keyed) {
        Set<String> names = Set.of();
        for (Fields.Line line : request) {
            if (isUnkeyed(line.name(), keyed)) {
                if (names.isEmpty()) {
                    names = new HashSet<>();
                }
                names.add(line.name());
            }
        }
        return names.isEmpty() ? request : request.without(names);
    }

    private static boolean isUnkeyed(String name, List<String> keyed) {
        if (name.indexOf('_') < 0) {
            return isListed(name) && !keyed.contains(name);
        }
        String hyphened = name.replace('_', '-');
        return (isListed(hyphened) || keyed.contains(hyphened)) && !keyed.contains(name);
    }

    /** By the first letter, since this is asked of every field of every request. */
    private static boolean isListed(String name) {
        if (name.isEmpty()) {
            return false;
        }
        return switch (name.charAt(0)) {
            case 'x' -> name.startsWith("x-") && (OF_X.contains(name) || beginsLike(name));
            case 'a' -> name.startsWith("akamai-");
            case 'b' -> name.equals("base-url");
            case 'c' ->
                name.startsWith("cf-")
                        || name.startsWith("cdn-")
                        || name.startsWith("cloudfront-")
                        || name.equals("client-ip");
            case 'f' -> name.startsWith("fastly-") || name.equals("forwarded") || name.equals("front-end-https");
            case 'p' -> name.equals("proxy-client-ip") || name.equals("proxy-host") || name.equals("proxy-url");
            case 'r' -> name.equals("request-uri");
            case 't' -> name.equals("true-client-ip");
            case 'w' -> name.startsWith("wl-proxy-");
            default -> false;
        };
    }

    private static boolean beginsLike(String name) {
        for (int i = 0; i < BEGINNINGS_OF_X.size(); i++) {
            if (name.startsWith(BEGINNINGS_OF_X.get(i))) {
                return true;
            }
        }
        return false;
    }
}
