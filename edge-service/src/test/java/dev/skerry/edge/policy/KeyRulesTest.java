package dev.skerry.edge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.policy.KeyRules.Query;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRulesTest {
    private static Query ignoring(String... names) {
        return new Query(List.of(names), List.of(), false);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            none             | none
            ''               | none
            &                | none
            a                | a
            a=               | a=
            =a               | =a
            u                | none
            u=1              | none
            u=1&a=2&u=3      | a=2
            ua=1             | ua=1
            v=1&v2=2&a       | a
            a=1;u=2          | a=1;u=2
            a=u              | a=u
            a=1&&a=1         | a=1&a=1
            """)
    void parameters_that_are_ignored_go(String query, String key) {
        assertThat(ignoring("u", "v*").rewrite(query)).isEqualTo(key);
    }

    @Test
    void a_query_is_left_as_it_is_where_no_rule_says_otherwise() {
        for (String query : List.of("", "&", "b&a&&", "a=1")) {
            assertThat(KeyRules.DEFAULT.query().rewrite(query)).isEqualTo(query);
        }
        assertThat(KeyRules.DEFAULT.isPlain()).isTrue();
    }

    @Test
    void sorting_is_by_name_alone_and_keeps_the_order_of_one_name() {
        assertThat(new Query(List.of(), List.of(), true).rewrite("b=2&a=9&b=1&a&B=0&b"))
                .isEqualTo("B=0&a=9&a&b=2&b=1&b");
        assertThat(new Query(List.of(), List.of(), true).rewrite("!b&=a")).isEqualTo("=a&!b");
    }

    @Test
    void only_what_is_named_is_kept() {
        Query query = new Query(List.of(), List.of("id", "p_*"), false);
        assertThat(query.rewrite("x=1&id=1&p_a&p=2")).isEqualTo("id=1&p_a");
        assertThat(query.rewrite("x=1")).isNull();
    }

    @Test
    void a_rewritten_query_is_rewritten_to_itself() {
        Random random = new Random(20260301);
        List<Query> rules = List.of(
                ignoring("a", "b*"),
                new Query(List.of(), List.of("a", "b*"), true),
                new Query(List.of("c"), List.of(), true),
                ignoring("*"));
        for (int i = 0; i < 20_000; i++) {
            StringBuilder query = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                query.append("abc=&%2;".charAt(random.nextInt(8)));
            }
            for (Query rule : rules) {
                String once = rule.rewrite(query.toString());
                assertThat(rule.rewrite(once)).as("%s by %s", query, rule).isEqualTo(once);
            }
        }
    }

    @Test
    void the_part_of_the_key_is_the_same_exactly_if_all_values_are() {
        KeyRules rules = new KeyRules(ignoring(), List.of("x-a", "x-b"), List.of("c", "d"));
        Random random = new Random(20260302);
        Map<List<String>, String> parts = new HashMap<>();
        Map<String, List<String>> values = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            List<String> value = new ArrayList<>();
            Fields.Builder request = Fields.builder();
            StringBuilder cookie = new StringBuilder();
            for (String name : List.of("x-a", "x-b", "c", "d")) {
                String text = text(random, name.length() == 1 ? "1:,x" : "1:;=x,-a");
                value.add(text);
                if (!text.isEmpty()) {
                    if (name.length() == 1) {
                        cookie.append(name)
                                .append('=')
                                .append(text.substring(1))
                                .append("; other=1;");
                    } else {
                        request.add(name, text.substring(1));
                    }
                }
            }
            request.add("cookie", cookie.toString());
            String part = KeyPart.of(rules, request.build());
            assertThat(parts.computeIfAbsent(value, first -> part)).isEqualTo(part);
            assertThat(values.computeIfAbsent(part, first -> value)).isEqualTo(value);
        }
        assertThat(parts).hasSizeGreaterThan(1000);
    }

    /** Empty for none, else after a mark, so that an empty value differs. */
    private static String text(Random random, String alphabet) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(5); n > 0; n--) {
            text.append(text.isEmpty() ? '!' : alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Test
    void the_part_says_how_the_key_was_made() {
        Fields request = Fields.of("x-a", "1", "cookie", "x-a=1");
        assertThat(KeyPart.of(KeyRules.DEFAULT, request)).isEmpty();
        assertThat(KeyPart.of(new KeyRules(ignoring("u"), List.of(), List.of()), request))
                .isEqualTo("query/rewritten;");
        assertThat(KeyPart.of(new KeyRules(ignoring(), List.of("x-a"), List.of()), request))
                .isEqualTo("x-a=1:1;");
        assertThat(KeyPart.of(new KeyRules(ignoring(), List.of(), List.of("x-a")), request))
                .isEqualTo("cookie/x-a=1:1;");
        assertThat(KeyPart.of(new KeyRules(ignoring(), List.of("x-b"), List.of("y")), request))
                .isEqualTo("x-b;cookie/y;");
    }

    @Test
    void a_value_that_is_too_long_is_no_part_of_a_key() {
        KeyRules rules = new KeyRules(ignoring(), List.of("x-a"), List.of("c"));
        String longest = "v".repeat(KeyPart.MAX_VALUE_LENGTH);
        assertThat(KeyPart.of(rules, Fields.of("x-a", longest, "cookie", "c=" + longest)))
                .isNotNull();
        assertThat(KeyPart.of(rules, Fields.of("x-a", longest + "v"))).isNull();
        assertThat(KeyPart.of(rules, Fields.of("cookie", "c=" + longest + "v"))).isNull();
        assertThat(KeyPart.of(rules, Fields.of("x-a", "v".repeat(200), "x-a", "v".repeat(200))))
                .isNull();
    }

    @Test
    void rfc9111_4_1_no_vary_can_name_the_part() {
        assertThat(Vary.of(new ResponseHead(200, Fields.of("vary", ":key"))).isAny())
                .isTrue();
        Fields request = Fields.of(":key", "x;", "accept", "a");
        assertThat(new Vary(false, List.of("accept")).variant(request)).isEqualTo(":key=x;\naccept=a\n");
        assertThat(Vary.NONE.variant(request)).isEqualTo(":key=x;\n");
        assertThat(Vary.NONE.variant(Fields.EMPTY)).isEmpty();
    }
}
