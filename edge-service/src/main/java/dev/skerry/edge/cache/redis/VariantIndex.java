package dev.skerry.edge.cache.redis;

import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.Vary;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which responses a Redis hash holds, newest first: its field {@value #FIELD}, one line per response, {@code FIELD SP
 * NAME,NAME,...} with the names of its {@code Vary}. From these and the request's fields follows in which field the answer
 * is, so that one more round trip fetches it.
 */
final class VariantIndex {
    /** The hash field of the index itself. */
    static final String FIELD = "i";

    /** The hash field of the response that does not vary, where the site's key has nothing to tell apart either. */
    static final String BASE = "b";

    private VariantIndex() {}

    /** The hash field of a response; the variant is part of the value, too, and compared when it is read. */
    static String fieldOf(Vary vary, String variant, BiFunction<String, String, String> digest) {
        return variant.isEmpty() ? BASE : "v" + digest.apply(names(vary), variant);
    }

    /** The names of a response's {@code Vary} as they stand in its line. */
    static String names(Vary vary) {
        return String.join(",", vary.names());
    }

    /**
     * The hash field of the newest response that answers a request, and its variant.
     *
     * @param index as it was read
     * @param digest of names and variant
     * @return null if there is none
     */
    static @Nullable Choice choose(byte[] index, Fields requestFields, BiFunction<String, String, String> digest) {
        String computedFor = "";
        String variant = Vary.NONE.variant(requestFields);
        String wanted = fieldOf(Vary.NONE, variant, digest);
        for (String line : new String(index, StandardCharsets.UTF_8).split("\n", -1)) {
            int space = line.indexOf(' ');
            if (space < 0) {
                continue;
            }
            String field = line.substring(0, space);
            String names = line.substring(space + 1);
            if (!names.equals(computedFor)) {
                computedFor = names;
                Vary vary = names.isEmpty() ? Vary.NONE : new Vary(false, List.of(names.split(",", -1)));
                variant = vary.variant(requestFields);
                wanted = fieldOf(vary, variant, digest);
            }
            if (field.equals(wanted)) {
                return new Choice(field, variant);
            }
        }
        return null;
    }

    /**
     * What to read.
     *
     * @param field of the Redis hash
     * @param variant that the response in it must have
     */
    record Choice(String field, String variant) {}
}
