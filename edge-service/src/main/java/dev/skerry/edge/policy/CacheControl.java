package dev.skerry.edge.policy;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directives of a {@code Cache-Control} field, of requests and responses alike (RFC 9111 §5.2, RFC 5861, RFC 8246).
 *
 * <p>Of a directive that is given more than once, the first counts (RFC 9111 §4.2.1). Names know no case, unknown ones
 * are ignored, and arguments may be tokens or quoted strings. What a quoted string that never ends would swallow counts where
 * it forbids to store or to use.
 *
 * @param flags directives that are present and mean something without an argument; {@code NO_CACHE} and {@code PRIVATE}
 *     only in their plain form, for the whole response
 * @param seconds arguments of the directives that have a number of seconds: at most 2^31; an argument that is missing
 *     or no whole number counts as 0, which is the safe reading of each: no freshness, no stale window
 * @param noCacheFields names, in lower case, from {@code no-cache="..."}
 * @param privateFields names, in lower case, from {@code private="..."}
 */
public record CacheControl(
        Set<Flag> flags, Map<Span, Long> seconds, Set<String> noCacheFields, Set<String> privateFields) {
    /** No directive at all. */
    public static final CacheControl NONE = new CacheControl(Set.of(), Map.of(), Set.of(), Set.of());

    /** Directives that are there or not. The name in lower case with hyphens is the directive's. */
    public enum Flag {
        /** RFC 9111 §5.2.1.4 and §5.2.2.4. */
        NO_CACHE,
        /** RFC 9111 §5.2.1.5 and §5.2.2.5. */
        NO_STORE,
        /** RFC 9111 §5.2.1.6 and §5.2.2.6. */
        NO_TRANSFORM,
        /** RFC 9111 §5.2.1.7. */
        ONLY_IF_CACHED,
        /** RFC 9111 §5.2.2.2. */
        MUST_REVALIDATE,
        /** RFC 9111 §5.2.2.3. */
        MUST_UNDERSTAND,
        /** RFC 9111 §5.2.2.7. */
        PRIVATE,
        /** RFC 9111 §5.2.2.8. */
        PROXY_REVALIDATE,
        /** RFC 9111 §5.2.2.9. */
        PUBLIC,
        /** RFC 8246. */
        IMMUTABLE,
        /** RFC 9111 §5.2.1.2 without an argument: any staleness will do. */
        MAX_STALE_ANY;

        private static final Map<String, Flag> BY_NAME = Map.of(
                "no-store", NO_STORE,
                "no-transform", NO_TRANSFORM,
                "only-if-cached", ONLY_IF_CACHED,
                "must-revalidate", MUST_REVALIDATE,
                "must-understand", MUST_UNDERSTAND,
                "proxy-revalidate", PROXY_REVALIDATE,
                "public", PUBLIC,
                "immutable", IMMUTABLE);
    }

    /** Directives that have a number of seconds. The name in lower case with hyphens is the directive's. */
    public enum Span {
        /** RFC 9111 §5.2.1.1 and §5.2.2.1. */
        MAX_AGE,
        /** RFC 9111 §5.2.2.10. */
        S_MAXAGE,
        /** RFC 9111 §5.2.1.2. */
        MAX_STALE,
        /** RFC 9111 §5.2.1.3. */
        MIN_FRESH,
        /** RFC 5861 §3. */
        STALE_WHILE_REVALIDATE,
        /** RFC 5861 §4. */
        STALE_IF_ERROR;

        private static final Map<String, Span> BY_NAME = byName();

        private static Map<String, Span> byName() {
            Map<String, Span> names = new HashMap<>();
            for (Span span : values()) {
                names.put(span.name().toLowerCase(Locale.ROOT).replace('_', '-'), span);
            }
            return Map.copyOf(names);
        }
    }

    /** Reads the lines of a {@code Cache-Control} field; never fails. */
    public static CacheControl parse(List<String> lines) {
        if (lines.isEmpty()) {
            return NONE;
        }
        Reader reader = new Reader();
        for (String line : lines) {
            for (String member : Syntax.members(line)) {
                int equals = member.indexOf('=');
                String name = Syntax.trim(equals < 0 ? member : member.substring(0, equals));
                reader.directive(Syntax.lowerCase(name), equals < 0 ? null : member.substring(equals + 1));
            }
            int unended = Syntax.unendedQuote(line);
            if (unended >= 0) {
                reader.forbidden(line.substring(unended + 1));
            }
        }
        return reader.result();
    }

    /** Whether the directive is here in its plain form. */
    public boolean has(Flag flag) {
        return flags.contains(flag);
    }

    /** Whether the directive is here, be its argument valid or not. */
    public boolean has(Span span) {
        return seconds.containsKey(span);
    }

    /** The directive's span in milliseconds, 0 or more; empty if it is not here. */
    public OptionalLong millis(Span span) {
        Long value = seconds.get(span);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value * 1000);
    }

    /** Whether a stale response must not be reused by a shared cache unless validated (RFC 9111 §4.2.4). */
    public boolean forbidsStale() {
        return has(Flag.MUST_REVALIDATE) || has(Flag.PROXY_REVALIDATE) || has(Flag.NO_CACHE) || has(Span.S_MAXAGE);
    }

    /** Gathers directives one by one, from either syntax; the first of each name counts. */
    static final class Reader {
        private final EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
        private final EnumMap<Span, Long> seconds = new EnumMap<>(Span.class);
        private final Set<String> noCacheFields = new HashSet<>();
        private final Set<String> privateFields = new HashSet<>();

        /**
         * One directive of {@code Cache-Control}.
         *
         * @param name in lower case
         * @param argument as it stands after the equals sign; null if there is none
         */
        void directive(String name, @Nullable String argument) {
            switch (name) {
                case "no-cache" -> fieldsOrAll(argument, Flag.NO_CACHE, noCacheFields);
                case "private" -> fieldsOrAll(argument, Flag.PRIVATE, privateFields);
                case "max-stale" -> maxStale(argument);
                default -> {
                    Flag flag = Flag.BY_NAME.get(name);
                    Span span = Span.BY_NAME.get(name);
                    if (flag != null) {
                        flags.add(flag);
                    } else if (span != null) {
                        span(span, argument == null ? Syntax.INVALID : Syntax.seconds(Syntax.unquoted(argument)));
                    }
                }
            }
        }

        /** A directive with seconds; anything below 0 stands for an argument that is invalid. */
        void span(Span span, long value) {
            seconds.putIfAbsent(span, Math.clamp(value, 0, Syntax.MAX_SECONDS));
        }

        void flag(Flag flag) {
            flags.add(flag);
        }

        private void forbidden(String list) {
            for (String member : list.split(",", -1)) {
                switch (Syntax.lowerCase(Syntax.trim(member))) {
                    case "no-store" -> flags.add(Flag.NO_STORE);
                    case "no-cache" -> flags.add(Flag.NO_CACHE);
                    case "private" -> flags.add(Flag.PRIVATE);
                    default -> {
                        // Part of the string, or nothing that forbids.
                    }
                }
            }
        }

        /** Names none: the whole response is meant, since a list that cannot be read might have named anything. */
        private void fieldsOrAll(@Nullable String argument, Flag all, Set<String> fields) {
            List<String> names = argument == null ? List.of() : Syntax.fieldNames(Syntax.unquoted(argument));
            if (names.isEmpty() || !names.stream().allMatch(Syntax::isToken)) {
                flags.add(all);
            } else {
                fields.addAll(names);
            }
        }

        private void maxStale(@Nullable String argument) {
            if (argument == null && !seconds.containsKey(Span.MAX_STALE)) {
                flags.add(Flag.MAX_STALE_ANY);
            } else if (argument != null && !flags.contains(Flag.MAX_STALE_ANY)) {
                span(Span.MAX_STALE, Syntax.seconds(Syntax.unquoted(argument)));
            }
        }

        CacheControl result() {
            return new CacheControl(
                    Set.copyOf(flags), Map.copyOf(seconds), Set.copyOf(noCacheFields), Set.copyOf(privateFields));
        }
    }
}
