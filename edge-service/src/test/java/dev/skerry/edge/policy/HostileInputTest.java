package dev.skerry.edge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a peer sends, no function of this package throws, and some things hold of its answer. */
class HostileInputTest {
    private static final int ROUNDS = 20_000;
    private static final List<String> NAMES = List.of(
            "age",
            "authorization",
            "cache-control",
            "cdn-cache-control",
            "connection",
            "content-location",
            "content-range",
            "date",
            "etag",
            "expires",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "last-modified",
            "location",
            "pragma",
            "range",
            "set-cookie",
            "skerry-cache-control",
            "surrogate-control",
            "vary");
    private static final List<String> PIECES = List.of(
            "max-age",
            "s-maxage",
            "no-store",
            "no-cache",
            "private",
            "must-revalidate",
            "stale-while-revalidate",
            "stale-if-error",
            "max-stale",
            "only-if-cached",
            "=",
            ",",
            ";",
            "\"",
            "\\",
            "60",
            "-1",
            "9999999999999999999999",
            "1.5",
            "?1",
            "?0",
            "(",
            ")",
            ":",
            "*",
            "W/",
            "\"a\"",
            "bytes=",
            "-",
            "0-1",
            " ",
            "\t",
            "GMT",
            "Sun, 06 Nov 1994",
            " 08:49:37 GMT",
            "Sunday, 06-Nov-94",
            "Sun Nov  6 08:49:37 1994",
            "http://",
            "example.org",
            "/",
            "..",
            "%",
            "[",
            "@",
            "#",
            "?",
            "set-cookie",
            "age",
            "date");

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private String bytes() {
        byte[] bytes = new byte[random.nextInt(24)];
        random.nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private String value() {
        if (random.nextInt(4) == 0) {
            return bytes();
        }
        StringBuilder value = new StringBuilder();
        for (int pieces = random.nextInt(7); pieces > 0; pieces--) {
            value.append(oneOf(PIECES));
        }
        return value.toString();
    }

    private Fields fields() {
        Fields.Builder fields = Fields.builder();
        for (int lines = random.nextInt(6); lines > 0; lines--) {
            fields.add(random.nextInt(20) == 0 ? bytes() : oneOf(NAMES), value());
        }
        return fields.build();
    }

    private RequestHead request() {
        String method = oneOf(List.of("GET", "GET", "HEAD", "POST", "X"));
        return new RequestHead(method, "example.org", "/" + value(), fields());
    }

    private ResponseHead response() {
        return new ResponseHead(oneOf(List.of(200, 200, 206, 304, 404, 599)), fields());
    }

    @Test
    void no_function_throws_on_what_a_peer_may_send() {
        for (int round = 0; round < ROUNDS; round++) {
            RequestHead request = request();
            ResponseHead response = response();
            String context = "seed " + seed + ", round " + round + "\n" + request + response;
            try {
                exercise(request, response);
            } catch (RuntimeException thrown) {
                throw new AssertionError(context, thrown);
            }
        }
    }

    private void exercise(RequestHead request, ResponseHead response) {
        long now = random.nextLong(0, 1L << 50);
        long received = random.nextLong(0, 1L << 50);
        CacheRules rules = rules();
        FreshnessLifetime lifetime = FreshnessLifetime.of(response, received, rules);
        StoredView stored = new StoredView(response, received, received, lifetime);
        assertThat(lifetime.millis()).isBetween(-(1L << 31) * 1000, (1L << 31) * 1000);
        assertThat(stored.ageMs(now)).isNotNegative();
        PurgeVerdict verdict = oneOf(List.of(PurgeVerdict.values()));
        checkServed(Reuse.decide(request, stored, verdict, now, rules), verdict);
        Reuse.decide(request, null, verdict, now, rules);
        Storability.decide(request, response, received, rules);
        ResponseHead head = Storability.storedHead(response, received, rules);
        assertThat(head.fields().contains("set-cookie") && rules.setCookie() != SetCookieRule.STORE)
                .isFalse();
        assertThat(head.fields().contains("connection")).isFalse();
        Vary.of(response).variant(request.fields());
        Preconditions.evaluate(request, response);
        NotModified.headOf(response);
        Freshening.selects(head, response);
        assertThat(Freshening.merge(response.withFields(head.fields().without("set-cookie")), response)
                        .fields()
                        .contains("set-cookie"))
                .isFalse();
        Invalidation.targets(request, response);
        CacheStatus.hit(value(), now).withDetail(value()).withKey(value()).text();
        if (ByteRange.select(request, response, 100) instanceof RangeRequest.Single single) {
            assertThat(single.span().first()).isBetween(0L, single.span().last());
            assertThat(single.span().last()).isLessThan(100);
        }
    }

    private CacheRules rules() {
        CacheRules rules = new CacheRules(random.nextInt(2), oneOf(List.of(SetCookieRule.values())));
        if (random.nextBoolean()) {
            return rules;
        }
        long minMs = random.nextLong(0, 1L << 45);
        return rules.with(new CacheRules.Ttl(
                        random.nextInt(2), minMs, random.nextBoolean() ? 0 : minMs + 1, random.nextLong(0, 1L << 45)))
                .with(new CacheRules.Stale(
                        random.nextLong(0, 1L << 45), random.nextLong(0, 1L << 45), random.nextBoolean()))
                .with(oneOf(List.of(CacheRules.Option.values())));
    }

    private static void checkServed(ReuseDecision decision, PurgeVerdict verdict) {
        switch (decision) {
            case ReuseDecision.Serve serve -> {
                assertThat(verdict).isEqualTo(PurgeVerdict.VALID);
                assertThat(serve.remainingMs()).isPositive();
            }
            case ReuseDecision.ServeStale stale -> {
                assertThat(verdict).isIn(PurgeVerdict.VALID, PurgeVerdict.SOFT_PURGED);
                assertThat(stale.remainingMs()).isNotPositive();
            }
            case ReuseDecision.Revalidate ask -> {
                assertThat(verdict).isNotEqualTo(PurgeVerdict.HARD_PURGED);
                assertThat(ask.mayServeStaleOnError() || ask.conditional().size() > 0)
                        .isTrue();
            }
            case ReuseDecision.Fetch _, ReuseDecision.Unsatisfiable _ -> {
                // Nothing stored is used.
            }
        }
    }

    @Test
    void dates_of_random_text_are_refused_or_read_but_never_fail() {
        for (int round = 0; round < ROUNDS; round++) {
            String text = random.nextBoolean() ? bytes() : value();
            HttpDate.parse(text);
            HttpDate.parse(text, random.nextLong());
        }
    }
}
