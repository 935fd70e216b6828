package dev.skerry.edge.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The 103 that can be sent while the origin is asked about a response that is stored (RFC 8297): what it links to is most
 * likely what the answer will link to.
 */
public final class EarlyHints {
    private static final int MAX_LINKS = 16;
    private static final Set<String> HINTS = Set.of("preload", "modulepreload", "preconnect", "dns-prefetch");

    private EarlyHints() {}

    /**
     * The fields of the 103: the members of {@code Link} (RFC 8288 §3) whose relation is a hint to a browser, word for word, at
     * most {@value #MAX_LINKS}. Empty if there are none.
     */
    public static Fields of(ResponseHead stored) {
        Fields.Builder links = Fields.builder();
        stored.fields().all("link").stream()
                .flatMap(line -> split(line, ',').stream())
                .filter(EarlyHints::isHint)
                .limit(MAX_LINKS)
                .forEach(link -> links.add("link", link));
        return links.build();
    }

    /** What stands between separators, of which a quoted string and a URL between angle brackets may have some too. */
    private static List<String> split(String line, char separator) {
        List<String> members = new ArrayList<>();
        int start = 0;
        boolean quoted = false;
        boolean url = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (url) {
                url = c != '>';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '<') {
                url = true;
            } else if (c == separator) {
                members.add(Syntax.trim(line.substring(start, i)));
                start = i + 1;
            }
        }
        members.add(Syntax.trim(line.substring(start)));
        return members;
    }

    private static boolean isHint(String link) {
        List<String> parts = split(link, ';');
        String url = parts.getFirst();
        if (!url.startsWith("<") || !url.endsWith(">")) {
            return false;
        }
        for (String parameter : parts.subList(1, parts.size())) {
            if (parameter.regionMatches(true, 0, "rel=", 0, 4)) {
                String relations = Syntax.lowerCase(Syntax.unquoted(parameter.substring(4)));
                return List.of(relations.split(" ", -1)).stream().anyMatch(HINTS::contains);
            }
        }
        return false;
    }
}
