package dev.skerry.edge.policy;

import dev.skerry.edge.policy.FreshnessLifetime.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The directives of a response that apply to us (RFC 9213): those of the first field of our target list that is valid
 * and not empty, whole; {@code Cache-Control} and {@code Expires} count only where there is none.
 *
 * @param origin which field was chosen: {@code SKERRY_CACHE_CONTROL}, {@code CDN_CACHE_CONTROL}, {@code
 *     SURROGATE_CONTROL}, or {@code NONE} for plain {@code Cache-Control}
 * @param directives what it says
 */
public record TargetedCacheControl(Source origin, CacheControl directives) {
    /** Our target list, most specific first. */
    private static final List<Map.Entry<String, Source>> TARGETS = List.of(
            Map.entry("skerry-cache-control", Source.SKERRY_CACHE_CONTROL),
            Map.entry("cdn-cache-control", Source.CDN_CACHE_CONTROL));

    private static final Set<String> TAKES_NAMES = Set.of("no-cache", "private");

    /** Whether {@code Cache-Control} and {@code Expires} are set aside. */
    public boolean isTargeted() {
        return origin != Source.NONE;
    }

    /** The directives that apply to us; never fails. */
    public static TargetedCacheControl of(Fields response) {
        for (Map.Entry<String, Source> target : TARGETS) {
            List<String> lines = response.all(target.getKey());
            if (!lines.isEmpty()) {
                Optional<Map<String, Object>> members = StructuredDictionary.parse(lines);
                if (members.isPresent() && !members.get().isEmpty()) {
                    return new TargetedCacheControl(target.getValue(), fromDictionary(members.get()));
                }
            }
        }
        List<String> surrogate = response.all("surrogate-control");
        if (!surrogate.isEmpty()) {
            Optional<CacheControl> directives = SurrogateControl.parse(surrogate);
            if (directives.isPresent()) {
                return new TargetedCacheControl(Source.SURROGATE_CONTROL, directives.get());
            }
        }
        return new TargetedCacheControl(Source.NONE, CacheControl.parse(response.all("cache-control")));
    }

    /**
     * RFC 9213 §2.1: seconds are Integers, a directive without argument is true, field names come as a String; a value
     * of another type is not consumed and counts as an invalid argument. {@code false} says that the directive is not
     * there.
     */
    private static CacheControl fromDictionary(Map<String, Object> members) {
        CacheControl.Reader reader = new CacheControl.Reader();
        members.forEach((name, value) -> {
            if (value.equals(true)) {
                reader.directive(name, null);
            } else if (value instanceof Long || (value instanceof String && TAKES_NAMES.contains(name))) {
                reader.directive(name, value.toString());
            } else if (!value.equals(false)) {
                reader.directive(name, "");
            }
        });
        return reader.result();
    }
}
