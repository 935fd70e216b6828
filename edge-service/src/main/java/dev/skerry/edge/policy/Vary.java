package dev.skerry.edge.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which request fields a response was selected by (RFC 9111 §4.1).
 *
 * @param isAny by more than its fields tell, so that it never matches another request: {@code *} anywhere in the list,
 *     a member that is no field name, or more than {@value #MAX_NAMES} names
 * @param names in lower case, sorted, distinct; none if {@code isAny}
 */
public record Vary(boolean isAny, List<String> names) {
    /** By nothing: one response for everybody. */
    public static final Vary NONE = new Vary(false, List.of());

    private static final Vary ANY = new Vary(true, List.of());
    private static final int MAX_NAMES = 16;

    private static final String LANGUAGE = "accept-language";

    /** Lists whose members know no case, and whose order means nothing but by their weights. */
    private static final Set<String> WEIGHTED = Set.of("accept-charset", "accept-encoding", LANGUAGE);

    /** Fields that are no lists, in which a comma and the space after it are part of the value. */
    private static final Set<String> SINGLE = Set.of(
            "authorization", "cookie", "date", "from", "host", "if-modified-since", "origin", "referer", "user-agent");

    /** What a response varies on; never fails. */
    public static Vary of(ResponseHead response) {
        List<String> lines = response.fields().all("vary");
        if (lines.isEmpty()) {
            return NONE;
        }
        Set<String> names = new TreeSet<>();
        for (String line : lines) {
            names.addAll(Syntax.fieldNames(line));
        }
        if (names.size() > MAX_NAMES || names.contains("*") || !names.stream().allMatch(Syntax::isToken)) {
            return ANY;
        }
        return new Vary(false, List.copyOf(names));
    }

    /**
     * The secondary key of a request: equal for two requests exactly if one stored response answers both. A line per
     * name, with {@code =} and the value if the request has the field; white space around list members, the case of
     * members that know none, and the order of members that mean the same in any, are normalised. What the site's key has
     * besides comes first, see {@link KeyPart}.
     */
    public String variant(Fields requestFields) {
        @Nullable String part = requestFields.first(KeyPart.FIELD);
        if (part == null && names.isEmpty()) {
            return "";
        }
        StringBuilder key = new StringBuilder();
        if (part != null) {
            key.append(KeyPart.FIELD).append('=').append(part).append('\n');
        }
        for (String name : names) {
            key.append(name);
            List<String> lines = requestFields.all(name);
            if (!lines.isEmpty()) {
                key.append('=').append(normalised(name, lines));
            }
            key.append('\n');
        }
        return key.toString();
    }

    /**
     * The fields of a request whose secondary key is {@code variant}, as far as the key tells them: in their normalised form, and
     * of what the site's key has besides, the fields and cookies of the key. Whoever sends them should see whether they do have
     * that key, since rules change.
     *
     * @param variant as {@link #variant} made it
     */
    public static Fields fieldsOf(String variant) {
        Fields.Builder fields = Fields.builder();
        for (String line : variant.split("\n")) {
            int equals = line.indexOf('=');
            if (line.startsWith(KeyPart.FIELD + "=")) {
                KeyPart.fieldsOf(line.substring(equals + 1)).forEach(each -> fields.set(each.name(), each.value()));
            } else if (equals > 0) {
                fields.set(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return fields.build();
    }

    private static String normalised(String name, List<String> lines) {
        if (SINGLE.contains(name)) {
            return String.join(", ", lines);
        }
        List<String> members = new ArrayList<>();
        lines.forEach(line -> members.addAll(Syntax.members(line)));
        String list = String.join(",", members);
        if (!WEIGHTED.contains(name)) {
            return list;
        }
        String canonical = Preference.canonical(members);
        return canonical == null ? Syntax.lowerCase(list) : canonical;
    }

    /**
     * The secondary key that a request has which accepts the language of {@code stored} and no other: whoever prefers this
     * language to every other is best served with that response, whatever else it was chosen for. Null if it does not vary on
     * {@code Accept-Language}, or is not in one language (RFC 9110 §8.5, §12.5.4).
     *
     * @param variant of the request that it answered
     */
    public @Nullable String variantByLanguage(ResponseHead stored, String variant) {
        List<String> languages = stored.fields().all("content-language");
        if (!names.contains(LANGUAGE) || languages.size() != 1 || !Syntax.isToken(languages.getFirst())) {
            return null;
        }
        StringBuilder key = new StringBuilder();
        for (String line : variant.split("\n")) {
            boolean language = line.equals(LANGUAGE) || line.startsWith(LANGUAGE + "=");
            key.append(language ? LANGUAGE + "=" + Syntax.lowerCase(languages.getFirst()) : line)
                    .append('\n');
        }
        return key.toString();
    }

    /** The secondary key of a request if it accepted nothing but the language that it prefers to every other; else null. */
    public @Nullable String variantByLanguage(Fields requestFields) {
        if (!names.contains(LANGUAGE)) {
            return null;
        }
        List<String> members = new ArrayList<>();
        requestFields.all(LANGUAGE).forEach(line -> members.addAll(Syntax.members(line)));
        String favourite = Preference.favourite(members);
        return favourite == null ? null : variant(requestFields.with(LANGUAGE, favourite));
    }
}
