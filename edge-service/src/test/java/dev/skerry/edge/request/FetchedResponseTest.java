package dev.skerry.edge.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.PopId;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SkerryHeaders;
import dev.skerry.edge.origin.UpstreamException;
import dev.skerry.edge.origin.UpstreamFailure;
import dev.skerry.edge.origin.UpstreamTarget;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a response that was fetched: stored, passed on, or asked for once more. */
final class FetchedResponseTest {
    private static final String FRESH = "max-age=60";

    private final Bench bench = new Bench();

    @Test
    void what_is_not_stored_is_asked_for_as_the_user_asked_so_that_ranges_and_conditions_count() {
        bench.get("/private");
        bench.open().answer(200, "mine", "cache-control", "private");
        User conditional = bench.get("/private", "if-none-match", "\"1\"", "range", "bytes=0-1");

        assertThat(bench.open().request.fields().first("if-none-match")).isEqualTo("\"1\"");
        assertThat(bench.open().request.fields().first("range")).isEqualTo("bytes=0-1");
        bench.open().answer(304, "", "etag", "\"1\"");
        assertThat(conditional.status()).isEqualTo(304);
    }

    @Test
    void rfc9110_14_a_range_of_what_turns_out_not_to_be_stored_is_asked_for_as_a_range() {
        User player = bench.get("/video", "range", "bytes=0-");
        assertThat(bench.open().request.fields().contains("range")).isFalse();
        bench.open().begin(200, "cache-control", FRESH, "content-length", "10000000");

        assertThat(bench.open().request.fields().first("range")).isEqualTo("bytes=0-");
        bench.open().answer(206, "ab", "content-range", "bytes 0-1/10000000");
        assertThat(player.status()).isEqualTo(206);
        assertThat(player.text()).isEqualTo("ab");
    }

    @Test
    void what_could_not_be_stored_for_a_while_is_stored_again_as_soon_as_it_may() {
        bench.get("/a");
        bench.open().answer(200, "mine", "cache-control", "private");
        bench.passConnected(Duration.ofSeconds(11));
        bench.get("/a");
        bench.open().answer(200, "ours", "cache-control", FRESH);

        assertThat(bench.get("/a").text()).isEqualTo("ours");
    }

    @Test
    void rfc9111_4_1_what_is_private_for_one_is_stored_for_those_who_select_another_variant() {
        bench.get("/a", "cookie", "user=1");
        bench.open().answer(200, "mine", "cache-control", "private", "vary", "cookie");
        bench.get("/a");
        bench.open().answer(200, "for all", "cache-control", FRESH, "vary", "cookie");

        assertThat(bench.get("/a").text()).isEqualTo("for all");
        bench.get("/a", "cookie", "user=1", "range", "bytes=0-1");
        assertThat(bench.open().request.fields().contains("range"))
                .as("goes on as it is")
                .isTrue();
    }

    @Test
    void what_is_private_for_one_is_stored_for_those_who_have_another_part_of_the_sites_key() {
        Bench keyed = Bench.with("{key: {cookies: [user]}}");
        keyed.get("/a", "cookie", "user=1");
        keyed.open().answer(200, "mine", "cache-control", "private");
        keyed.get("/a");
        keyed.open().answer(200, "for all", "cache-control", FRESH);

        assertThat(keyed.get("/a").text()).isEqualTo("for all");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 406, 412, 417, 429, 431})
    void rfc9110_15_5_an_error_of_one_request_keeps_nobody_elses_answer_out(int status) {
        bench.get("/a", "accept", "what-nobody-has");
        bench.open().answer(status, "not like that");
        bench.get("/a");
        bench.open().answer(200, "page", "cache-control", FRESH);

        assertThat(bench.get("/a").text()).isEqualTo("page");
    }

    @Test
    void what_an_origin_refuses_without_the_fields_that_are_no_part_of_the_key_is_asked_for_with_them() {
        User user = bench.get("/a", "x-forwarded-for", "192.0.2.1");
        assertThat(bench.open().request.fields().contains("x-forwarded-for")).isFalse();
        bench.open().answer(403, "who are you?");

        assertThat(bench.open().request.fields().first("x-forwarded-for")).isEqualTo("192.0.2.1");
        bench.open().answer(200, "for you", "cache-control", "private");
        assertThat(user.text()).isEqualTo("for you");
    }

    @ParameterizedTest
    @ValueSource(strings = {"only-if-cached", "max-stale=60"})
    void rfc5861_3_a_refresh_does_not_depend_on_what_its_cause_wants_of_caches(String wish) {
        bench.get("/a");
        bench.open().answer(200, "old", "cache-control", "max-age=1, stale-while-revalidate=60");
        bench.passConnected(Duration.ofSeconds(2));
        assertThat(bench.get("/a", "cache-control", wish).text()).isEqualTo("old");
        assertThat(bench.open().request.fields().contains("cache-control")).isFalse();
        bench.open().answer(200, "new", "cache-control", FRESH);

        assertThat(bench.get("/a").text()).isEqualTo("new");
    }

    @Test
    void rfc5861_4_an_error_that_may_be_stored_takes_no_place_because_one_insisted_on_an_answer_of_the_origin() {
        bench.get("/a");
        bench.open().answer(200, "page", "cache-control", "max-age=1, stale-if-error=600", "etag", "\"1\"");
        bench.passConnected(Duration.ofSeconds(2));
        User insists = bench.get("/a", "cache-control", "no-cache");
        bench.open().answer(503, "away", "cache-control", FRESH);
        assertThat(insists.status()).isEqualTo(503);

        User other = bench.get("/a");
        bench.open().answer(503, "away", "cache-control", FRESH);
        assertThat(other.text()).isEqualTo("page");
    }

    @Test
    void rfc5861_3_what_is_private_by_now_is_refreshed_by_one_and_not_by_each_who_gets_it_stale() {
        bench.get("/a");
        bench.open().answer(200, "old", "cache-control", "max-age=1, stale-while-revalidate=600");
        bench.passConnected(Duration.ofSeconds(2));
        bench.get("/a");
        bench.open().answer(200, "mine", "cache-control", "private");
        for (int i = 0; i < 5; i++) {
            assertThat(bench.get("/a").text()).isEqualTo("old");
        }

        assertThat(bench.asked).hasSize(2);
    }

    @Test
    void rfc9111_4_3_4_a_304_that_names_less_in_vary_leaves_the_variant_where_it_is_found() {
        bench.get("/a", "accept-language", "fr");
        bench.open().answer(200, "salut", "vary", "accept-language", "etag", "\"1\"", "cache-control", "max-age=1");
        bench.passConnected(Duration.ofSeconds(2));
        bench.get("/a", "accept-language", "fr");
        bench.open().answer(304, "", "vary", "origin", "etag", "\"1\"", "cache-control", FRESH);

        assertThat(bench.get("/a", "accept-language", "fr").field("cache-status"))
                .contains("; hit");
        bench.get("/a", "accept-language", "en");
        assertThat(bench.open().request.fields().first("accept-language")).isEqualTo("en");
    }

    @Test
    void rfc9111_5_2_2_7_a_field_kept_from_others_reaches_the_one_it_was_meant_for() {
        User first = bench.get("/a");
        User second = bench.get("/a");
        bench.open().answer(200, "x", "cache-control", "max-age=60, private=\"set-cookie\"", "set-cookie", "id=1");

        assertThat(first.field("set-cookie")).isEqualTo("id=1");
        assertThat(second.field("set-cookie")).isNull();
        assertThat(bench.get("/a").field("set-cookie")).isNull();
    }

    @Test
    void a_cookie_on_a_304_reaches_the_one_whose_request_it_answers_and_nobody_else() {
        bench.get("/a");
        bench.open().answer(200, "x", "cache-control", "max-age=1", "etag", "\"1\"");
        bench.passConnected(Duration.ofSeconds(2));
        User asks = bench.get("/a");
        bench.open()
                .answer(
                        304,
                        "",
                        "cache-control",
                        "max-age=60, private=\"set-cookie\"",
                        "set-cookie",
                        "id=1",
                        "etag",
                        "\"1\"");

        assertThat(asks.field("set-cookie")).isEqualTo("id=1");
        assertThat(bench.get("/a").field("set-cookie")).isNull();
    }

    @Test
    void rfc9111_4_4_an_unsafe_request_during_a_fetch_keeps_its_response_out_even_if_a_purge_overtook_it_first() {
        bench.get("/a");
        bench.get("/a");
        Asked old = bench.open();
        old.begin(200, "cache-control", FRESH);
        bench.send("POST", "/a");
        bench.open().answer(200, "done");
        old.end("old");
        bench.get("/a");

        assertThat(bench.open().request.target()).isEqualTo("/a");
    }

    @Test
    void rfc9111_4_4_a_location_that_nothing_can_be_stored_for_keeps_no_answer_back() {
        User user = bench.send("POST", "/a");
        bench.open().answer(201, "made", "location", "/" + "a".repeat(9000));

        assertThat(user.status()).isEqualTo(201);
    }

    @Test
    void r3_what_a_shield_sends_without_a_fence_is_passed_on_and_never_stored() {
        Bench child = new Bench(SiteConfig.Lease.DEFAULT, new PopId("fra"));
        User user = child.get("/a");
        child.open().answer(200, "whose keys were stripped", "cache-control", FRESH);

        assertThat(user.text()).isEqualTo("whose keys were stripped");
        assertThat(user.field("cache-status")).contains("no-fence");
        assertThat(child.unfenced()).isEqualTo(1);
        child.get("/a");
        assertThat(child.asked).hasSize(2);
    }

    @Test
    void r3_a_304_of_a_shield_without_a_fence_validates_nothing() {
        Bench child = new Bench(SiteConfig.Lease.DEFAULT, new PopId("fra"));
        child.get("/a");
        child.open().answer(200, "one", "cache-control", "max-age=1", "etag", "\"1\"", SkerryHeaders.FENCE, "0:0");
        child.passConnected(Duration.ofSeconds(2));
        User user = child.get("/a");
        child.open().answer(304, "", "etag", "\"1\"");
        assertThat(child.open().request.fields().contains("if-none-match")).isFalse();
        child.open().answer(200, "two");

        assertThat(user.text()).isEqualTo("two");
    }

    @Test
    void a_shield_that_does_not_know_the_site_yet_costs_nobody_an_answer() {
        Bench child = new Bench(SiteConfig.Lease.DEFAULT, new PopId("fra"));
        User user = child.get("/a");
        child.open().answer(421, "no such site");
        assertThat(child.open().target.kind()).isEqualTo(UpstreamTarget.Kind.ORIGIN);
        child.open().answer(200, "content", "cache-control", FRESH);

        assertThat(user.text()).isEqualTo("content");
    }

    @Test
    void a_shield_that_does_not_answer_is_gone_round_for_what_may_be_repeated() {
        Bench child = new Bench(SiteConfig.Lease.DEFAULT, new PopId("fra"));
        User user = child.get("/a");
        child.open()
                .response
                .completeExceptionally(new UpstreamException(UpstreamFailure.TIMEOUT, new RuntimeException("slow")));
        child.open().answer(200, "content", "cache-control", FRESH);
        assertThat(user.text()).isEqualTo("content");

        User post = child.send("POST", "/a");
        child.open()
                .response
                .completeExceptionally(new UpstreamException(UpstreamFailure.TIMEOUT, new RuntimeException("slow")));
        assertThat(post.status()).isEqualTo(504);
    }

    @Test
    void whatever_breaks_after_a_wait_the_user_is_answered_and_the_key_is_not_stuck() {
        User user = bench.get("/a");
        bench.open().answerUnreadably();

        assertThat(user.status()).isEqualTo(502);
        User next = bench.get("/a");
        bench.open().answer(200, "content", "cache-control", FRESH);
        assertThat(next.text()).isEqualTo("content");
    }
}
