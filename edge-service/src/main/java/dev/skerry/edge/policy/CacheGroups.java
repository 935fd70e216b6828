package dev.skerry.edge.policy;

import java.util.List;

/**
 * Groups of responses that become doubtful together (RFC 9875). Two responses are in one group if both name it, in the same
 * letters, and come from the same host; scheme and port play no part with us, so that more is invalidated and not less.
 *
 * <p>A field that is no List of Strings is ignored whole. The first {@value #MAX_GROUPS} groups of a field count, and those of
 * at most {@value #MAX_LENGTH} characters: twice what the RFC asks for.
 */
public final class CacheGroups {
    private static final int MAX_GROUPS = 64;
    private static final int MAX_LENGTH = 64;

    private CacheGroups() {}

    /** §2: the groups that a response is in; empty for nearly all. */
    static List<String> of(Fields response) {
        return groups(response.all("cache-groups"));
    }

    /** §3: the groups that the answer to an unsafe request makes doubtful, whatever its status; none after a safe one. */
    public static List<String> invalidatedBy(RequestHead request, ResponseHead answer) {
        return Invalidation.isUnsafe(request.method())
                ? groups(answer.fields().all("cache-group-invalidation"))
                : List.of();
    }

    private static List<String> groups(List<String> lines) {
        return lines.isEmpty()
                ? List.of()
                : StructuredDictionary.strings(lines).orElse(List.of()).stream()
                        .filter(group -> group.length() <= MAX_LENGTH)
                        .distinct()
                        .limit(MAX_GROUPS)
                        .toList();
    }
}
