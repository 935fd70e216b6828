package dev.skerry.edge.policy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which stored responses an unsafe request makes doubtful (RFC 9111 §4.4). */
public final class Invalidation {
    /** The methods registered as safe; any other, known or not, may change something. */
    private static final Set<String> SAFE =
            Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "QUERY", "REPORT", "SEARCH");

    /** Either field has one value; whoever sends thousands does not get thousands of look-ups. */
    private static final int MAX_REFERENCES = 16;

    private static final Pattern PORT = Pattern.compile(":\\d*$");

    private Invalidation() {}

    /**
     * The targets to invalidate on the request's host, in origin-form, distinct, the request's own first; none after a
     * safe method or an error. {@code Location} and {@code Content-Location} count if they lead to the same host over
     * http or https, whatever the port: to invalidate too much is safe. Of either field the first {@value #MAX_REFERENCES} lines count. They are resolved, but otherwise as the origin
     * wrote them: normalise them as request targets are before looking them up.
     */
    public static List<String> targets(RequestHead request, ResponseHead response) {
        if (!isUnsafe(request.method()) || response.status() < 200 || response.status() > 399) {
            return List.of();
        }
        Set<String> targets = new LinkedHashSet<>();
        targets.add(request.target());
        for (String name : List.of("location", "content-location")) {
            List<String> references = response.fields().all(name);
            for (String reference : references.subList(0, Math.min(references.size(), MAX_REFERENCES))) {
                String target = resolved(request, reference);
                if (target != null) {
                    targets.add(target);
                }
            }
        }
        return List.copyOf(targets);
    }

    /** RFC 9110 §9.2.1. */
    static boolean isUnsafe(String method) {
        return !SAFE.contains(method);
    }

    /** Whether {@code reference}, resolved, is the URL of the request itself. */
    static boolean isTarget(RequestHead request, String reference) {
        return request.target().equals(resolved(request, reference));
    }

    /** Null if it leads elsewhere or nowhere. */
    private static @Nullable String resolved(RequestHead request, String reference) {
        try {
            // URI has no brackets in paths, which normalised targets may have.
            String here = "http://" + request.host()
                    + request.target().replace("[", "%5B").replace("]", "%5D");
            int query = here.indexOf('?');
            // URI.resolve drops the last segment before a query alone, which RFC 3986 §5.2.2 keeps.
            URI resolved = reference.startsWith("?")
                    ? new URI((query < 0 ? here : here.substring(0, query)) + reference)
                    : new URI(here).resolve(new URI(reference));
            // URI.normalize also joins slashes, but an empty segment is one.
            URI uri = resolved.toString().contains("/.") ? resolved.normalize() : resolved;
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (!http || !request.host().equalsIgnoreCase(hostOf(uri))) {
                return null;
            }
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        } catch (URISyntaxException unreadable) {
            return null;
        }
    }

    /** Unlike {@link URI#getHost}, also of names that DNS would not have, such as {@code my_host}. */
    private static @Nullable String hostOf(URI uri) {
        String authority = uri.getRawAuthority();
        return authority == null
                ? null
                : PORT.matcher(authority.substring(authority.indexOf('@') + 1)).replaceFirst("");
    }
}
