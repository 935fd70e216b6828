package dev.skerry.edge.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cache directives by lower-case name (RFC 9111 §5.2). A value is null where there is none.
 *
 * @param values what each directive says; a number that can't be read is kept as text and counts as 0
 */
record Directives(Map<String, @Nullable String> values) {
    static final Directives NONE = new Directives(Map.of());
    private static final long MOST = 1L << 31;
    private static final Pattern SF_MEMBER =
            Pattern.compile("([a-z*][a-z0-9_.*-]*)(?:=(-?\\d{1,15}|-?\\d{1,12}\\.\\d{1,3}|\"[^\"\\\\]*\"|[?][01]"
                    + "|[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*))?");

    /** Before a directive: what all of its kind name. */
    private static final String NAMED = "fields of ";

    /** RFC 9111 §5.2: several lines are one list; of a duplicate the first counts, but what limits no fields is stricter. */
    static Directives ofCacheControl(List<String> lines) {
        if (lines.isEmpty()) {
            return NONE;
        }
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        for (String member : members(String.join(",", lines))) {
            int equals = member.indexOf('=');
            String name = (equals < 0 ? member : member.substring(0, equals)).strip();
            String value = equals < 0 ? null : member.substring(equals + 1).strip();
            if (value != null && value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
                value = value.substring(1, value.length() - 1);
            }
            String key = name.toLowerCase(Locale.ROOT);
            if (!values.containsKey(key)) {
                values.put(key, value);
            } else if (key.equals("private") || key.equals("no-cache")) {
                String before = values.get(key);
                // Both hold: the whole response is meant where one says so, and the fields of each are kept back.
                values.put(key, before == null || value == null ? null : before + "," + value);
                values.merge(
                        NAMED + key,
                        (before == null ? "" : before) + "," + (value == null ? "" : value),
                        (a, b) -> a + "," + b);
            }
        }
        return new Directives(values);
    }

    /** RFC 9213 §2.1: a dictionary (RFC 9651) whose last duplicate counts; null if it is invalid or empty. */
    static @Nullable Directives ofTargeted(List<String> lines) {
        String text = String.join(",", lines).strip();
        if (text.isEmpty()) {
            return null;
        }
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        for (String member : text.split(",", -1)) {
            Matcher matcher = SF_MEMBER.matcher(member.strip());
            if (!matcher.matches()) {
                return null;
            }
            String value = matcher.group(2);
            // Only a bare Integer is a number of seconds: "10" in quotes is a String, and counts as 0.
            values.put(matcher.group(1), value);
        }
        return new Directives(values);
    }

    /** The members of a list, with quoted strings kept together. */
    static List<String> members(String list) {
        List<String> members = new ArrayList<>();
        StringBuilder member = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            quoted ^= c == '"';
            if (c == ',' && !quoted) {
                members.add(member.toString().strip());
                member.setLength(0);
            } else {
                member.append(c);
            }
        }
        members.add(member.toString().strip());
        members.removeIf(String::isEmpty);
        return members;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Whether the directive is there and is not limited to some fields (RFC 9111 §5.2.2.4, §5.2.2.7). */
    boolean hasWhole(String name) {
        return values.containsKey(name) && values.get(name) == null;
    }

    /** Seconds; -1 if the directive is not there. */
    long seconds(String name) {
        if (!has(name)) {
            return -1;
        }
        String value = values.get(name);
        if (value == null || value.isEmpty() || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        return value.length() > 10 ? MOST : Math.min(MOST, Long.parseLong(value));
    }

    /** The names of fields that {@code private} and {@code no-cache} speak of. */
    List<String> fieldsKeptBack() {
        List<String> names = new ArrayList<>();
        for (String directive : List.of("private", "no-cache")) {
            String value = values.getOrDefault(NAMED + directive, values.get(directive));
            if (value != null) {
                members(value).forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
            }
        }
        return names;
    }
}
