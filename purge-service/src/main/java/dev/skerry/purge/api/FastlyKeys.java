package dev.skerry.purge.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SurrogateKey;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /service/{site}/purge}.
 *
 * @param keys surrogate keys, 1 to {@value #MAX}
 */
record FastlyKeys(@JsonProperty("surrogate_keys") List<String> keys) {
    /** The most keys of one request: the limit that users of Fastly know. */
    static final int MAX = 256;

    static final String FIELD = "surrogate_keys";
    private static final String FIELDS = FIELD + " or Surrogate-Key";

    /** Copies the list. */
    FastlyKeys {
        keys = List.copyOf(keys);
    }

    /**
     * The one key of {@code /service/{site}/purge/{key}}, where it is all that follows. JAX-RS would cut it at a semicolon,
     * which a key may have in it.
     *
     * @throws ProblemException 404 if the path has another form
     */
    static FastlyKeys ofPath(@Nullable String path) {
        String[] segments = path == null ? new String[0] : path.split("/", 5);
        if (segments.length < 5 || !segments[3].equals("purge")) {
            throw new ProblemException(ProblemKind.NOT_FOUND, "use /service/{site}/purge/{key}");
        }
        // In a path a plus is a plus.
        String key = URLDecoder.decode(segments[4].replace("+", "%2B"), StandardCharsets.UTF_8);
        return new FastlyKeys(List.of(key));
    }

    /** The keys of the field {@code Surrogate-Key}, separated by blanks. */
    static FastlyKeys ofField(String value) {
        return new FastlyKeys(List.of(value.strip().split("[ \\t]+")).stream()
                .filter(key -> !key.isEmpty())
                .toList());
    }

    /** @throws IllegalArgumentException if there is none, there are too many, or one is malformed */
    List<PurgeSelector> selectors() {
        SelectorCheck.requireCount(keys.size(), MAX, FIELDS);
        Set<PurgeSelector> selectors = new LinkedHashSet<>();
        PurgeRequest.read(FIELD, keys, key -> new PurgeSelector.ByKey(new SurrogateKey(key)), selectors);
        return new ArrayList<>(selectors);
    }
}
