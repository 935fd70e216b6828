package dev.skerry.edge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.ContentUrl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What holds of what tells stored responses apart, whatever a client sends. */
final class KeyTargets {
    private static final List<String> LIST_PIECES = List.of(
            "gzip",
            "br",
            "DE",
            "de-CH",
            "en",
            ";q=0.5",
            ";q=1",
            ";Q=0",
            "; q=0.333",
            ",",
            ", ",
            " , ",
            "*",
            ";q=2",
            ";x",
            "\"",
            " ",
            "=",
            "identity",
            "\t",
            "a, b");
    private static final List<String> VARY_NAMES =
            List.of("accept-encoding", "accept-language", "accept-charset", "accept", "cookie", "x-a", "x-b");
    private static final List<String> QUERY_PIECES =
            List.of("a=1", "b", "a", "utm_x=2", "&", "&", "=", "%20", "+", "c=3", "b=1", "utm_", "?", ";");
    private static final List<String> NAME_PATTERNS = List.of("a", "b", "c", "utm_*", "*", "%20", "");
    private static final List<String> COOKIE_PIECES =
            List.of("a", "=", "1", "; ", ";", "a=1", "b=2", " ", ":", "b", "a=", "3:x;b", ",");
    private static final List<String> URL_PIECES = List.of(
            "/",
            "/",
            "..",
            ".",
            "%2e",
            "%2E%2e",
            "%2f",
            "a",
            "%41",
            "%7e",
            "~",
            "?",
            "#",
            "%",
            "%4",
            "%zz",
            "[",
            "|",
            "é",
            "\ud83d\ude00",
            "\ud83d",
            ";",
            "@",
            "%40",
            "//",
            "&");
    private static final List<String> HOSTS = List.of(
            "example.org", "EXAMPLE.org:80", "a.", "[::1]", "[2001:DB8::1]:443", "my_host", "a..b", "", "x:99999");

    private KeyTargets() {}

    /** RFC 9111 §4.1: what means the same has the same key, and fields that are not named play no part. */
    static void vary(Draw draw) {
        Vary vary = Vary.of(
                new ResponseHead(200, Fields.of("vary", draw.oneOf(VARY_NAMES) + ", " + draw.oneOf(VARY_NAMES))));
        Fields client = draw.fields(VARY_NAMES, LIST_PIECES);
        String variant = vary.variant(client);
        assertThat(variant.lines().map(line -> line.replaceFirst("(?s)=.*", "")))
                .containsExactlyElementsOf(vary.names());
        assertThat(vary.variant(client.with("unnamed", "x"))).isEqualTo(variant);
        assertThat(vary.variant(respelled(vary, client, draw))).isEqualTo(variant);
        for (String name : vary.names()) {
            assertThat(vary.variant(client.without(name)).equals(variant)).isEqualTo(!client.contains(name));
        }
        String key = vary.variant(client.with(KeyPart.FIELD, "query/rewritten;"));
        assertThat(key).isEqualTo(":key=query/rewritten;\n" + variant);
        List<String> members = draw.lines(LIST_PIECES).stream()
                .flatMap(line -> Syntax.members(line).stream())
                .toList();
        languages(vary, client, members);
    }

    private static void languages(Vary vary, Fields client, List<String> members) {
        String one = Preference.canonical(members);
        if (one == null) {
            assertThat(Preference.favourite(members)).isNull();
            return;
        }
        for (int seed = 0; seed < 3; seed++) {
            List<String> shuffled = new ArrayList<>(members);
            Collections.shuffle(shuffled, new Random(seed));
            shuffled.replaceAll(member -> member.toUpperCase(Locale.ROOT));
            shuffled.add("");
            assertThat(Preference.canonical(shuffled)).isEqualTo(one);
            assertThat(Preference.favourite(shuffled)).isEqualTo(Preference.favourite(members));
        }
        String favourite = Preference.favourite(members);
        Fields asked = client.without("accept-language").with("accept-language", String.join(",", members));
        if (favourite != null && vary.names().contains("accept-language")) {
            assertThat(Preference.favourite(List.of(favourite))).isEqualTo(favourite);
            String variant = vary.variantByLanguage(asked);
            ResponseHead stored =
                    new ResponseHead(200, Fields.of("content-language", favourite.toUpperCase(Locale.ROOT)));
            assertThat(variant).isEqualTo(vary.variantByLanguage(stored, vary.variant(asked)));
        }
    }

    /** The same request as another client would write it: white space, and lists over several lines. */
    private static Fields respelled(Vary vary, Fields client, Draw draw) {
        Fields.Builder other = Fields.builder();
        for (Fields.Line line : client) {
            boolean list = vary.names().contains(line.name()) && !line.name().equals("cookie");
            if (list && draw.chance()) {
                Syntax.members(line.value()).forEach(member -> other.add(line.name(), member));
            } else {
                other.add(line.name(), list ? String.join(" ,\t", Syntax.members(line.value())) : line.value());
            }
        }
        return other.build();
    }

    /** A key's query is a selection of the parameters, and its own key. */
    static void query(Draw draw) {
        KeyRules.Query rules = new KeyRules.Query(patterns(draw), patterns(draw), draw.chance());
        String query = draw.below(8) == 7 ? null : draw.text(QUERY_PIECES);
        String key = rules.rewrite(query);
        assertThat(rules.rewrite(key)).isEqualTo(key);
        if (query == null || !rules.rewrites()) {
            assertThat(key).isEqualTo(query);
            return;
        }
        List<String> left = new ArrayList<>(parameters(query));
        for (String parameter : parameters(key)) {
            assertThat(left.remove(parameter)).as(parameter).isTrue();
            assertThat(rules.ignored().isEmpty()
                            || !rules.kept().isEmpty()
                            || !rules.ignored().contains(parameter))
                    .isTrue();
        }
        if (rules.sorted() && rules.kept().isEmpty() && rules.ignored().isEmpty()) {
            assertThat(left).allMatch(String::isEmpty);
            List<String> sorted = parameters(key).stream()
                    .map(parameter -> parameter.split("=", 2)[0])
                    .toList();
            assertThat(sorted).isSorted();
        }
    }

    private static List<String> patterns(Draw draw) {
        List<String> patterns = new ArrayList<>();
        for (int left = draw.below(3); left > 0; left--) {
            patterns.add(draw.oneOf(NAME_PATTERNS));
        }
        return patterns;
    }

    private static List<String> parameters(@Nullable String query) {
        return query == null ? List.of() : Arrays.asList(query.split("&", -1));
    }

    /** Two requests have one key exactly if all that the site names is the same in both. */
    static void keyPart(Draw draw) {
        KeyRules.Query plain = new KeyRules.Query(List.of(), List.of(), false);
        KeyRules rules = new KeyRules(plain, List.of("x-a", "x-b"), List.of("a", "b"));
        List<String> names = List.of("x-a", "x-b", "cookie");
        Fields one = draw.fields(names, COOKIE_PIECES);
        Fields other = draw.fields(names, COOKIE_PIECES);
        String key = KeyPart.of(rules, one);
        String otherKey = KeyPart.of(rules, other);
        if (key == null || otherKey == null) {
            assertThat(one.toString().length() + other.toString().length()).isGreaterThan(KeyPart.MAX_VALUE_LENGTH);
            return;
        }
        assertThat(key).doesNotContain("\n");
        assertThat(key.equals(otherKey)).isEqualTo(named(one).equals(named(other)));
        assertThat(KeyPart.of(rules, one.with("x-c", "1"))).isEqualTo(key);
    }

    private static List<List<String>> named(Fields fields) {
        List<List<String>> named = new ArrayList<>();
        for (String name : List.of("x-a", "x-b")) {
            String value = fields.joined(name);
            named.add(value == null ? List.of() : List.of(value));
        }
        for (String name : List.of("a", "b")) {
            List<String> values = new ArrayList<>();
            for (String line : fields.all("cookie")) {
                for (String pair : line.split(";")) {
                    String[] parts = pair.split("=", 2);
                    if (parts.length == 2 && Syntax.trim(parts[0]).equals(name)) {
                        values.add(Syntax.trim(parts[1]));
                    }
                }
            }
            named.add(values);
        }
        return named;
    }

    /** RFC 3986 §6.2.2: what is normalised stays as it is, in any spelling. */
    static void contentUrl(Draw draw) {
        String host = draw.below(4) == 3 ? null : draw.oneOf(HOSTS);
        String target = "/" + draw.text(URL_PIECES);
        ContentUrl url;
        try {
            url = ContentUrl.ofTarget(host, target);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("use");
            return;
        }
        assertThat(ContentUrl.ofTarget(url.host(), url.target())).isEqualTo(url);
        assertThat(ContentUrl.parse(url.toString())).isEqualTo(url);
        assertThat(url.path()).startsWith("/").doesNotContain("/../", "/./", "?", "#", "%2e", "%41");
        assertThat(url.path()).matches("(?s).*(?<!/\\.)(?<!/\\.\\.)");
        assertThat(url.target()).matches("[!-~]+");
        if (url.query() == null) {
            String encoded = url.path().replace("a", "%61").replace("~", "%7e").replace("%2F", "%2f");
            assertThat(ContentUrl.ofTarget(host, encoded)).isEqualTo(url);
        }
    }
}
