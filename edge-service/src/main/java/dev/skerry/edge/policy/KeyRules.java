package dev.skerry.edge.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a request tells stored responses of a site apart, besides host and path (RFC 9111 §2, §4.1).
 *
 * <p>The query is rewritten: whoever asks the origin for the key's sake asks with what is left of it, so no parameter that is
 * not part of the key can choose the response. Names are compared, and values kept, as they stand in the URL: {@code +} and
 * {@code %20} stay what they are.
 *
 * <p>Fields and cookies become one text, see {@link KeyPart}.
 *
 * @param query what becomes of parameters
 * @param headers names of request fields, lower case
 * @param cookies names of cookies
 */
public record KeyRules(Query query, List<String> headers, List<String> cookies) {
    /** Path and query as they are. */
    public static final KeyRules DEFAULT = new KeyRules(new Query(List.of(), List.of(), false), List.of(), List.of());

    /**
     * What becomes of the parameters of a query, which are what stands between ampersands.
     *
     * @param ignored names of parameters that go, or beginnings of names with {@code *} at the end
     * @param kept if not empty, the only ones that stay, in the same form
     * @param sorted whether those that stay are put in the order of their names, those of one name as they were
     */
    public record Query(List<String> ignored, List<String> kept, boolean sorted) {
        /** Whether any query may become another one. */
        public boolean rewrites() {
            return sorted || !ignored.isEmpty() || !kept.isEmpty();
        }

        /**
         * The query of the key; applied once more it changes nothing.
         *
         * @param query normalised, without question mark; null for none
         * @return null where nothing is left
         */
        public @Nullable String rewrite(@Nullable String query) {
            if (query == null || !rewrites()) {
                return query;
            }
            List<String> parameters = new ArrayList<>();
            for (String parameter : query.split("&", -1)) {
                if (!parameter.isEmpty() && stays(nameOf(parameter))) {
                    parameters.add(parameter);
                }
            }
            if (sorted) {
                parameters.sort(Comparator.comparing(Query::nameOf));
            }
            return parameters.isEmpty() ? null : String.join("&", parameters);
        }

        private boolean stays(String name) {
            return kept.isEmpty() ? !matches(ignored, name) : matches(kept, name);
        }

        private static boolean matches(List<String> names, String name) {
            for (String each : names) {
                boolean same =
                        each.endsWith("*") ? name.regionMatches(0, each, 0, each.length() - 1) : name.equals(each);
                if (same) {
                    return true;
                }
            }
            return false;
        }

        private static String nameOf(String parameter) {
            int equals = parameter.indexOf('=');
            return equals < 0 ? parameter : parameter.substring(0, equals);
        }
    }

    /** Whether a key is nothing but host, path and query as they are. */
    public boolean isPlain() {
        return !query.rewrites() && headers.isEmpty() && cookies.isEmpty();
    }
}
