package dev.skerry.edge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SurrogateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SelectorHashTest {
    private static final SiteId DEMO = new SiteId("demo");
    private static final List<SiteId> SITES = List.of(DEMO, new SiteId("demo2"), new SiteId("d"));
    private static final List<String> HOSTS = List.of("a.example", "b.example", "a.example.b");
    private static final List<String> SEGMENTS =
            List.of("", "a", "b", "ab", "news", "newsletter", "a%2Fb", "abcd", "abcde");

    private record Response(SiteId site, ContentUrl url, List<SurrogateKey> keys) {}

    private record Selection(SiteId site, PurgeSelector selector) {}

    @Test
    void a_selector_hits_exactly_the_responses_that_the_plain_reading_of_it_hits() {
        Random random = new Random(20260101);
        int hits = 0;
        for (int i = 0; i < 200_000; i++) {
            Response response = response(random);
            Selection selection = selection(random);
            boolean hit = hits(selection, response);
            hits += hit ? 1 : 0;
            assertThat(matches(selection, response))
                    .as("%s and %s", selection, response)
                    .isEqualTo(hit);
        }
        assertThat(hits).isGreaterThan(5000);
    }

    @Test
    void a_purge_of_any_url_of_a_path_hits_what_a_site_that_rewrites_queries_stored_of_it() {
        ContentUrl stored = ContentUrl.parse("http://a.example/news/today?b=1");
        long[] rewritten = SelectorHash.matchingRewritten(DEMO, stored, List.of(new SurrogateKey("k")));
        long[] plain = SelectorHash.matching(DEMO, stored, List.of(new SurrogateKey("k")));

        for (String hits : List.of(
                "url:http://a.example/news/today?b=1",
                "url:http://a.example/news/today?utm_x=1&b=1",
                "url:http://a.example/news/today",
                "url:http://a.example/news/today?",
                "url:/news/today?b=1&x",
                "prefix:/news",
                "host:a.example",
                "key:k",
                "everything")) {
            assertThat(marks(hits, rewritten)).as(hits).isTrue();
        }
        for (String misses : List.of(
                "url:http://a.example/news/today/?b=1",
                "url:http://a.example/news",
                "url:http://b.example/news/today?b=1",
                "url:/news/todays?b=1",
                "key:/news/today",
                "host:b.example")) {
            assertThat(marks(misses, rewritten)).as(misses).isFalse();
        }
        assertThat(marks("url:/news/today?x", plain))
                .as("where queries are not rewritten")
                .isFalse();
        assertThat(marks("url:/news/today?b=1", plain)).isTrue();
        assertThat(rewritten).startsWith(plain).hasSize(plain.length + 2);
        SiteId other = new SiteId("demo2");
        assertThat(marks("url:/news/today?x", SelectorHash.matchingRewritten(other, stored, List.of())))
                .isFalse();
    }

    private static boolean marks(String selector, long[] response) {
        return Arrays.stream(SelectorHash.purged(DEMO, PurgeSelector.parse(selector)))
                .anyMatch(mark -> Arrays.stream(response).anyMatch(hash -> hash == mark));
    }

    @Test
    void a_prefix_ends_at_a_segment_border_with_and_without_its_slash() {
        Response page = new Response(DEMO, ContentUrl.parse("http://a.example/news/today?x"), List.of());
        for (String prefix : List.of("/", "/news", "/news/", "/news/today", "http://a.example/news/")) {
            assertThat(matches(prefix(prefix), page)).as(prefix).isTrue();
        }
        for (String prefix : List.of("/new", "/newsletter", "/news/tod", "/news/today/x", "http://b.example/news/")) {
            assertThat(matches(prefix(prefix), page)).as(prefix).isFalse();
        }
    }

    @Test
    void a_prefix_deeper_than_the_bound_hits_all_below_its_ancestor_at_the_bound() {
        String ancestor = "/s".repeat(SelectorHash.MAX_SEGMENTS);
        Selection deep = prefix(ancestor + "/x/y");
        assertThat(matches(deep, page(ancestor + "/x/y/z"))).isTrue();
        assertThat(matches(deep, page(ancestor + "/other"))).as("over-purged").isTrue();
        assertThat(matches(deep, page("/s".repeat(SelectorHash.MAX_SEGMENTS - 1) + "/t/x/y")))
                .isFalse();
        assertThat(matches(prefix(ancestor), page(ancestor + "/x"))).isTrue();
        assertThat(SelectorHash.matching(DEMO, page(ancestor.repeat(8)).url, List.of()))
                .hasSize(4 + 2 * (SelectorHash.MAX_SEGMENTS + 1));
    }

    @Test
    void texts_do_not_run_into_each_other() {
        Set<Long> hashes = new HashSet<>();
        List<String> selectors = List.of(
                "everything",
                "key:a",
                "key:b",
                "key:aaaa",
                "key:aaaaa",
                "host:a",
                "url:/a",
                "url:/a?",
                "url:/a?b",
                "url:/a%3Fb",
                "url:/",
                "prefix:/",
                "prefix:/a",
                "prefix:/a/b",
                "prefix:/ab",
                "url:http://a/",
                "url:http://a/a",
                "prefix:http://a/",
                "prefix:http://a/a");
        for (SiteId site : SITES) {
            selectors.forEach(text -> hashes.add(SelectorHash.of(site, PurgeSelector.parse(text))));
        }
        assertThat(hashes).hasSize(SITES.size() * selectors.size()).doesNotContain(0L);
    }

    @Test
    void similar_keys_differ_in_half_of_the_bits_and_never_collide() {
        int keys = 200_000;
        Set<Long> hashes = new HashSet<>();
        long flipped = 0;
        long previous = 0;
        for (int i = 0; i < keys; i++) {
            long hash = SelectorHash.of(DEMO, new PurgeSelector.ByKey(new SurrogateKey("product-" + i)));
            hashes.add(hash);
            flipped += Long.bitCount(hash ^ previous);
            previous = hash;
        }
        assertThat(hashes).hasSize(keys);
        assertThat((double) flipped / keys).isBetween(31.9, 32.1);
    }

    private static Selection prefix(String prefix) {
        return new Selection(DEMO, PurgeSelector.ByPrefix.of(prefix));
    }

    private static Response page(String path) {
        return new Response(DEMO, ContentUrl.parse("http://a.example" + path), List.of());
    }

    private static boolean matches(Selection selection, Response response) {
        long[] marked = SelectorHash.purged(selection.site, selection.selector);
        return Arrays.stream(SelectorHash.matching(response.site, response.url, response.keys))
                .anyMatch(candidate -> Arrays.stream(marked).anyMatch(hash -> candidate == hash));
    }

    /** The contract's words, on lists of segments. */
    private static boolean hits(Selection selection, Response response) {
        if (!selection.site.equals(response.site)) {
            return false;
        }
        return switch (selection.selector) {
            case PurgeSelector.Everything() -> true;
            case PurgeSelector.ByHost(String host) -> host.equals(response.url.host());
            case PurgeSelector.ByKey(SurrogateKey key) -> response.keys.contains(key);
            case PurgeSelector.ByKeyOfAnyCase(SurrogateKey key) ->
                response.keys.stream().anyMatch(own -> own.value().equalsIgnoreCase(key.value()));
            case PurgeSelector.ByUrl(ContentUrl url) ->
                isForHost(url.host(), response) && url.target().equals(response.url.target());
            case PurgeSelector.ByPrefix(ContentUrl prefix) ->
                isForHost(prefix.host(), response)
                        && (prefix.path().equals("/")
                                || response.url.path().equals(prefix.path())
                                || response.url.path().startsWith(prefix.path() + "/"));
        };
    }

    private static boolean isForHost(@Nullable String host, Response response) {
        return host == null || host.equals(response.url.host());
    }

    private static Response response(Random random) {
        List<SurrogateKey> keys =
                IntStream.range(0, random.nextInt(3)).mapToObj(i -> key(random)).toList();
        return new Response(
                any(random, SITES), ContentUrl.parse("http://" + any(random, HOSTS) + target(random)), keys);
    }

    private static Selection selection(Random random) {
        String host = random.nextBoolean() ? "" : "http://" + any(random, HOSTS);
        PurgeSelector selector = switch (random.nextInt(6)) {
            case 0 -> new PurgeSelector.Everything();
            case 1 -> PurgeSelector.ByHost.of(any(random, HOSTS));
            case 2 -> new PurgeSelector.ByKey(key(random));
            case 3 -> PurgeSelector.ByUrl.of(host + target(random));
            case 4 -> PurgeSelector.ByKeyOfAnyCase.of(key(random));
            default -> PurgeSelector.ByPrefix.of(host + path(random));
        };
        return new Selection(any(random, SITES), selector);
    }

    private static SurrogateKey key(Random random) {
        return new SurrogateKey(any(random, List.of("k", "key", "Key", "KEY", "a", "product-17", "Product-17")));
    }

    private static String target(Random random) {
        return path(random) + List.of("", "", "?", "?a", "?a=b").get(random.nextInt(5));
    }

    private static String path(Random random) {
        List<String> segments = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            segments.add(any(random, SEGMENTS));
        }
        return "/" + String.join("/", segments);
    }

    private static <T> T any(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
