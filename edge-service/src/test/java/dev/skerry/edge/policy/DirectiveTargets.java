package dev.skerry.edge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.policy.CacheControl.Flag;
import dev.skerry.edge.policy.CacheControl.Span;
import dev.skerry.edge.policy.FreshnessLifetime.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/** What holds of directives, dates and ages, whatever a peer sends. */
final class DirectiveTargets {
    private static final List<String> PIECES = List.of(
            ", ",
            "=",
            "\"",
            "max-age=60",
            "s-maxage",
            "no-store",
            "no-cache",
            "private",
            "Public",
            "must-revalidate",
            "max-stale",
            "stale-while-revalidate=5",
            "stale-if-error",
            "must-understand",
            "=\"set-cookie, age\"",
            "\\",
            "1.5",
            "9999999999999999999999",
            "-1",
            "?1",
            "?0",
            "(a b)",
            ";",
            "max-age=1+2",
            ";skerry",
            "immutable",
            "60",
            " ",
            "\t",
            ":",
            "*",
            "content=\"ESI/1.0\"",
            "@7",
            "%\"a\"",
            ":AQ==:");
    private static final List<String> TARGETED =
            List.of("skerry-cache-control", "cdn-cache-control", "surrogate-control", "cache-control", "expires");
    private static final List<String> DATE_PIECES = List.of(
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sun",
            "Mon, ",
            "29",
            " Feb ",
            "-Feb-",
            "2000",
            "00",
            "9999",
            "0000",
            " ",
            ":",
            "23:59:60",
            "24:00:00",
            " GMT",
            " UTC",
            "1",
            "31",
            ", ",
            "Dec");

    private DirectiveTargets() {}

    /** RFC 9111 §5.2: what is read and written again says the same. */
    static void cacheControl(Draw draw) {
        List<String> lines = draw.lines(PIECES);
        CacheControl found = CacheControl.parse(lines);
        isSound(found);
        assertThat(CacheControl.parse(List.of(written(found)))).isEqualTo(found);
        List<String> more = new ArrayList<>(lines);
        more.add("unknown, x=\"1, no-store\"");
        assertThat(CacheControl.parse(more)).isEqualTo(found);
        List<String> twice = new ArrayList<>(lines);
        twice.addAll(lines);
        assertThat(CacheControl.parse(twice)).isEqualTo(found);
    }

    private static void isSound(CacheControl directives) {
        assertThat(directives.seconds().values())
                .allSatisfy(seconds -> assertThat(seconds).isBetween(0L, 1L << 31));
        for (Set<String> names : List.of(directives.noCacheFields(), directives.privateFields())) {
            assertThat(names).allMatch(name -> Syntax.isToken(name) && name.equals(Syntax.lowerCase(name)));
        }
        assertThat(directives.has(Flag.MAX_STALE_ANY) && directives.has(Span.MAX_STALE))
                .isFalse();
        if (directives.has(Flag.NO_CACHE) || directives.has(Span.S_MAXAGE)) {
            assertThat(directives.forbidsStale()).isTrue();
        }
    }

    private static String written(CacheControl directives) {
        List<String> members = new ArrayList<>();
        for (Flag flag : directives.flags()) {
            members.add(flag == Flag.MAX_STALE_ANY ? "max-stale" : name(flag));
        }
        directives.seconds().forEach((span, seconds) -> members.add(name(span) + "=\"" + seconds + "\""));
        if (!directives.noCacheFields().isEmpty()) {
            members.add("no-cache=\"" + String.join(", ", directives.noCacheFields()) + "\"");
        }
        if (!directives.privateFields().isEmpty()) {
            members.add("PRIVATE=\"" + String.join(",", directives.privateFields()) + "\"");
        }
        return String.join(" , ", members);
    }

    private static String name(Enum<?> directive) {
        return directive.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** RFC 9213 §2.1 and §2.2: the first valid target wins whole, and what is less specific changes nothing. */
    static void targetedCacheControl(Draw draw) {
        Fields fields = draw.fields(TARGETED, PIECES);
        TargetedCacheControl found = TargetedCacheControl.of(fields);
        isSound(found.directives());
        if (found.isTargeted()) {
            assertThat(fields.contains(name(found.origin()))).isTrue();
            Fields other = fields.without("cache-control", "expires").with("cache-control", "max-age=7, no-store");
            assertThat(TargetedCacheControl.of(other)).isEqualTo(found);
        } else {
            assertThat(found.directives()).isEqualTo(CacheControl.parse(fields.all("cache-control")));
        }
        TargetedCacheControl ours = TargetedCacheControl.of(fields.with("skerry-cache-control", "max-age=3"));
        assertThat(ours.origin()).isEqualTo(Source.SKERRY_CACHE_CONTROL);
        assertThat(ours.directives().millis(Span.MAX_AGE)).hasValue(3000);
        SurrogateControl.parse(draw.lines(PIECES)).ifPresent(directives -> {
            assertThat(directives).isNotEqualTo(CacheControl.NONE);
            isSound(directives);
        });
    }

    /** RFC 9110 §5.6.7: what is written is read again, and what is read is a date. */
    static void httpDate(Draw draw) {
        long time = draw.below(253_402_300_800_000L);
        assertThat(HttpDate.parse(HttpDate.format(time))).hasValue(time - time % 1000);
        assertThat(HttpDate.format(draw.number())).hasSize(29).endsWith(" GMT");
        String text = draw.text(DATE_PIECES);
        OptionalLong read = HttpDate.parse(text, draw.number());
        if (read.isPresent()) {
            long found = read.getAsLong();
            assertThat(found % 1000).isZero();
            assertThat(HttpDate.parse(text.toUpperCase(Locale.ROOT))).isPresent();
            if (found >= -62_135_596_800_000L && found < 253_402_300_800_000L) {
                assertThat(HttpDate.parse(HttpDate.format(found))).hasValue(found);
            }
        }
        assertThat(HttpDate.parse(text).isPresent()).isEqualTo(read.isPresent());
    }

    /** RFC 9111 §4.2.3: never negative, never less than what the peer says, and it only grows. */
    static void currentAge(Draw draw) {
        Fields.Builder fields = Fields.builder();
        fields.add("age", draw.chance() ? Long.toString(draw.number()) : draw.text(PIECES));
        fields.add("date", draw.chance() ? HttpDate.format(draw.number()) : draw.text(DATE_PIECES));
        ResponseHead head = new ResponseHead(200, fields.build());
        long sent = draw.below(1L << 50);
        long received = draw.below(1L << 50);
        long now = draw.below(1L << 50);
        long later = now + draw.below(1L << 40);
        long age = CurrentAge.atMillis(head, sent, received, now);
        assertThat(age).isNotNegative().isGreaterThanOrEqualTo(received - sent);
        assertThat(CurrentAge.atMillis(head, sent, received, later)).isBetween(age, age + later - now);
        Fields older = fields.build().with("age", "5");
        assertThat(CurrentAge.atMillis(head.withFields(older), sent, received, now))
                .isGreaterThanOrEqualTo(5000);
    }
}
