package dev.skerry.edge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Site rules meet whatever comes: nothing throws, and what is promised of every answer holds. */
class HostileRulesTest {
    private static final long SEED = 20260303;
    private static final String ALPHABET = "/%2Ff5cC3B;.?#&=*,:\"\\() \t\0a\u00e4\ud83dxcss0";

    private final Random random = new Random(SEED);

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(24); n > 0; n--) {
            text.append(
                    random.nextInt(8) == 0
                            ? (char) random.nextInt(0x180)
                            : ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    @Test
    void nothing_throws() {
        PathPrefixes paths = PathPrefixes.of(List.of("/a", "/", "//", ""));
        KeyRules rules = new KeyRules(
                new KeyRules.Query(List.of("a*", "*x"), List.of(), true), List.of("x-a"), List.of("a", "c"));
        for (int i = 0; i < 100_000; i++) {
            String text = text();
            Fields fields = Fields.of(
                    "x-a", text, "cookie", text, "cache-groups", text, "content-type", text(), "cache-groups", text());
            assertThat(paths.match(text)).as("/ is everything; seed %s", SEED).isTrue();
            String once = rules.query().rewrite(text);
            assertThat(rules.query().rewrite(once))
                    .as("%s, seed %s", text, SEED)
                    .isEqualTo(once);
            assertThat(KeyPart.of(rules, fields)).doesNotContain("\n");
            assertThat(CacheGroups.of(fields)).hasSizeLessThan(65);
            assertThat(ContentKind.isDeceptive("/" + text + ".css", new ResponseHead(200, Fields.EMPTY)))
                    .as("%s, seed %s", text, SEED)
                    .isEqualTo(text.indexOf('?') < 0);
            ContentKind.isDeceptive("/x.css" + text, new ResponseHead(200, fields));
        }
    }
}
