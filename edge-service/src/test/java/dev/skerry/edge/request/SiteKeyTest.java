package dev.skerry.edge.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a site adds to the key and takes from it, where it meets fetches that are shared, purges and failures. */
class SiteKeyTest {
    @Test
    void who_waits_for_a_fetch_shares_it_only_with_those_of_the_same_key() {
        Bench bench = Bench.with("{key: {headers: [x-country], cookies: [ab]}}");
        User de = bench.get("/a", "x-country", "de");
        User alsoDe = bench.get("/a", "x-country", "de");
        User fr = bench.get("/a", "x-country", "fr");
        User test = bench.get("/a", "x-country", "de", "cookie", "ab=1");
        assertThat(bench.asked).hasSize(3);
        bench.asked.get(0).answer(200, "de", "cache-control", "max-age=60");
        assertThat(de.text()).isEqualTo("de");
        assertThat(alsoDe.text()).isEqualTo("de");
        assertThat(fr.waits()).isTrue();
        bench.asked.get(1).answer(200, "fr", "cache-control", "max-age=60", "vary", "accept-language");
        bench.asked.get(2).answer(200, "test", "cache-control", "max-age=60");
        assertThat(fr.text()).isEqualTo("fr");
        assertThat(test.text()).isEqualTo("test");

        assertThat(bench.get("/a", "x-country", "de").text()).isEqualTo("de");
        assertThat(bench.get("/a", "x-country", "fr").text()).isEqualTo("fr");
        assertThat(bench.get("/a", "x-country", "de", "cookie", "ab=1").text()).isEqualTo("test");
        assertThat(bench.asked).hasSize(3);
        assertThat(bench.asked)
                .allSatisfy(asked ->
                        assertThat(asked.request.fields().contains(":key")).isFalse());
    }

    @Test
    void an_unsafe_request_and_a_purge_hit_all_of_a_url() {
        Bench bench = Bench.with("{key: {headers: [x-country]}}");
        for (String country : new String[] {"de", "fr"}) {
            bench.get("/a", "x-country", country);
            bench.open().answer(200, country, "cache-control", "max-age=60");
        }
        bench.purge("url:/a");
        assertThat(bench.get("/a", "x-country", "de").waits()).isTrue();
        bench.open().answer(200, "new", "cache-control", "max-age=60");
        assertThat(bench.get("/a", "x-country", "fr").waits()).isTrue();
        bench.open().answer(200, "new", "cache-control", "max-age=60");
        bench.send("DELETE", "/a");
        bench.open().answer(204, "");
        assertThat(bench.get("/a", "x-country", "de").waits()).isTrue();
    }

    @Test
    void a_purge_of_a_url_as_publishers_write_it_hits_the_response_that_answers_it() {
        Bench bench = Bench.with("{key: {ignoreQuery: ['*']}}");
        bench.get("/a?version=1");
        bench.open().answer(200, "old", "cache-control", "max-age=60");
        assertThat(bench.get("/a?version=2").text()).isEqualTo("old");
        bench.purge("url:http://demo.test/a?version=2");
        User after = bench.get("/a?version=1");
        bench.open().answer(200, "new", "cache-control", "max-age=60");
        assertThat(after.text()).isEqualTo("new");
        assertThat(after.field("cache-status")).contains("detail=purged");
    }

    @Test
    void what_is_refreshed_in_the_background_is_asked_for_as_its_key_stands() {
        Bench bench = Bench.with("{key: {ignoreQuery: [u]}, staleWhileRevalidate: 60s, staleIfError: 60s}");
        bench.get("/a?u=1&b", "x-forwarded-host", "evil");
        bench.open().answer(200, "old", "cache-control", "max-age=10", "etag", "\"1\"");
        bench.passConnected(Duration.ofSeconds(20));
        assertThat(bench.get("/a?b&u=2", "x-forwarded-host", "evil").field("cache-status"))
                .contains("hit", "stale-while-revalidate");
        assertThat(bench.open().request.target()).isEqualTo("/a?b");
        assertThat(bench.open().request.fields().contains("x-forwarded-host")).isFalse();
        bench.open().answer(500, "broken");
        bench.passConnected(Duration.ofSeconds(49));
        assertThat(bench.get("/a?b").field("cache-status")).contains("stale-while-revalidate");
        bench.open().answer(500, "broken");
        bench.passConnected(Duration.ofSeconds(1));
        User late = bench.get("/a?b");
        bench.open().answer(500, "broken");
        assertThat(late.status()).isEqualTo(500);
    }

    @Test
    void a_failure_is_answered_stale_within_the_sites_window() {
        Bench bench = Bench.with("{staleIfError: 60s, minTtl: 30s}");
        bench.get("/a");
        bench.open().answer(200, "old", "cache-control", "max-age=10");
        bench.passConnected(Duration.ofSeconds(29));
        assertThat(bench.get("/a").field("cache-status")).contains("hit; ttl=1");
        bench.passConnected(Duration.ofSeconds(60));
        User stale = bench.get("/a");
        bench.open().answer(503, "broken");
        assertThat(stale.text()).isEqualTo("old");
        bench.passConnected(Duration.ofSeconds(1));
        User broken = bench.get("/a");
        bench.open().answer(503, "broken");
        assertThat(broken.text()).isEqualTo("broken");
    }

    @Test
    void targeted_cache_control_goes_to_users_unless_the_site_strips_it() {
        for (String rules : new String[] {"{}", "{cdnCacheControl: strip}"}) {
            Bench bench = Bench.with(rules);
            User user = bench.get("/a");
            bench.open().answer(200, "x", "cdn-cache-control", "max-age=60", "cache-control", "no-store");
            assertThat(user.field("cdn-cache-control")).isEqualTo(rules.equals("{}") ? "max-age=60" : null);
            assertThat(bench.get("/a").field("cdn-cache-control")).isEqualTo(rules.equals("{}") ? "max-age=60" : null);
        }
    }
}
