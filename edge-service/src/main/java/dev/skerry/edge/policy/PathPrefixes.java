package dev.skerry.edge.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * Paths by their beginnings, which end at a segment border: {@code /admin} is itself and what is below it, and not
 * {@code /administration}.
 *
 * <p>Meant to keep paths out of the cache, so in doubt a path matches: what an origin may take for a border counts as one
 * (an encoded slash, a backslash), and empty segments and the parameters of a segment ({@code ;}) are passed over.
 *
 * @param prefixes each as its segments; none of them for everything
 */
public record PathPrefixes(List<List<String>> prefixes) {
    /** No path. */
    public static final PathPrefixes NONE = new PathPrefixes(List.of());

    /** @param paths normalised, with or without a slash at the end */
    public static PathPrefixes of(List<String> paths) {
        return paths.isEmpty()
                ? NONE
                : new PathPrefixes(paths.stream().map(PathPrefixes::segments).toList());
    }

    /**
     * Whether a request is for one of these paths.
     *
     * @param target origin-form, normalised
     */
    public boolean match(String target) {
        if (prefixes.isEmpty()) {
            return false;
        }
        int query = target.indexOf('?');
        List<String> segments = segments(query < 0 ? target : target.substring(0, query));
        for (List<String> prefix : prefixes) {
            if (segments.size() >= prefix.size()
                    && segments.subList(0, prefix.size()).equals(prefix)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.replace("%2F", "/").replace("%5C", "/").split("/", -1)) {
            int parameters = segment.replace("%3B", ";").indexOf(';');
            String name = parameters < 0 ? segment : segment.substring(0, parameters);
            if (!name.isEmpty()) {
                segments.add(name);
            }
        }
        return List.copyOf(segments);
    }
}
