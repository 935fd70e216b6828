package dev.skerry.edge.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.policy.ResponseHead;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Interim responses on their way to those who wait, and those that are made of what is stored (RFC 9110 §15.2, RFC 8297). */
class EarlyHintsTest {
    private static final String LINK = "</a.css>; rel=preload; as=style, </b>; rel=next";

    private static Bench hinting() {
        return Bench.with("{earlyHints: true}");
    }

    private static void becomesStale(Bench bench) {
        bench.get("/a");
        bench.open().answer(200, "page", "cache-control", "max-age=1", "etag", "\"1\"", "link", LINK);
        bench.passConnected(Duration.ofSeconds(5));
    }

    @Test
    void rfc9110_15_2_everybody_who_waits_for_a_fetch_gets_its_interim_responses() {
        Bench bench = new Bench();
        User first = bench.get("/a");
        User second = bench.get("/a");
        bench.open().interim(103, "link", "</a.css>; rel=preload", "surrogate-key", "k");
        bench.open().answer(200, "page", "cache-control", "max-age=60");

        for (User user : new User[] {first, second}) {
            assertThat(user.interims).extracting(ResponseHead::status).containsExactly(103);
            assertThat(user.interims.getFirst().fields().first("link")).isEqualTo("</a.css>; rel=preload");
            assertThat(user.interims.getFirst().fields().contains("surrogate-key"))
                    .isFalse();
        }
        assertThat(bench.get("/a").interims).isEmpty();
    }

    @Test
    void rfc9111_7_3_a_cookie_in_an_interim_response_reaches_nobody_who_only_waits() {
        Bench bench = new Bench();
        User first = bench.get("/a");
        User second = bench.get("/a");
        bench.open().interim(103, "link", "</a.css>; rel=preload", "set-cookie", "id=1");

        assertThat(first.interims.getFirst().fields().first("set-cookie")).isEqualTo("id=1");
        assertThat(second.interims.getFirst().fields().contains("set-cookie")).isFalse();
        assertThat(second.interims.getFirst().fields().contains("link")).isTrue();
    }

    @Test
    void rfc9110_15_2_who_is_passed_on_gets_interim_responses_too() {
        Bench bench = new Bench();
        User post = bench.send("POST", "/a");
        bench.open().interim(102);
        bench.open().answer(204, "");

        assertThat(post.interims).extracting(ResponseHead::status).containsExactly(102);
    }

    @Test
    void rfc8297_where_the_site_asks_for_it_stored_links_are_sent_ahead_while_the_origin_is_asked() {
        Bench bench = hinting();
        becomesStale(bench);

        User user = bench.get("/a");
        assertThat(user.waits()).isTrue();
        assertThat(user.interims).extracting(ResponseHead::status).containsExactly(103);
        assertThat(user.interims.getFirst().fields().all("link")).containsExactly("</a.css>; rel=preload; as=style");
    }

    @Test
    void rfc8297_who_has_to_ask_again_gets_stored_links_once() {
        Bench bench = hinting();
        becomesStale(bench);
        bench.get("/a");
        User waiter = bench.get("/a");
        bench.open().answer(200, "page", "cache-control", "no-cache", "etag", "\"2\"", "link", LINK);

        assertThat(waiter.waits()).isTrue();
        assertThat(waiter.interims).hasSize(1);
    }

    @Test
    void rfc8297_no_links_are_sent_with_a_hit_after_a_hard_purge_or_unasked() {
        Bench fresh = hinting();
        fresh.get("/a");
        fresh.open().answer(200, "page", "cache-control", "max-age=60", "link", LINK);
        assertThat(fresh.get("/a").interims).isEmpty();
        fresh.purge("url:http://demo.test/a");
        assertThat(fresh.get("/a").interims).isEmpty();

        Bench unasked = new Bench();
        becomesStale(unasked);
        assertThat(unasked.get("/a").interims).isEmpty();
    }
}
