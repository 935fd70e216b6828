package dev.skerry.edge.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.TimeSpan;
import dev.skerry.edge.policy.Fields;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who gets what another one's fetch brings: RFC 9111 §4, and R2 of the purge protocol. */
final class SharedFetchTest {
    private static final String FRESH = "max-age=60";

    private final Bench bench = new Bench();

    @Test
    void rfc9111_4_who_waits_gets_a_response_that_may_be_reused_and_the_origin_is_asked_once() {
        User leader = bench.get("/a");
        User waiter = bench.get("/a");
        bench.open().answer(200, "content", "cache-control", FRESH);

        assertThat(leader.text()).isEqualTo("content");
        assertThat(waiter.text()).isEqualTo("content");
        assertThat(waiter.field("cache-status")).contains("collapsed");
        assertThat(bench.asked).hasSize(1);
    }

    @Test
    void ten_thousand_who_wait_take_no_more_each_than_a_thousand() {
        bench.get("/a");
        long first = allocatedBy(1000);

        assertThat(allocatedBy(10_000)).isLessThan(2 * 10 * first);
    }

    private long allocatedBy(int waiters) {
        var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < waiters; i++) {
            bench.get("/a");
        }
        return thread.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void rfc9111_4_a_response_that_each_must_validate_is_not_given_to_who_waits() {
        User alice = bench.get("/me", "cookie", "user=alice");
        User bob = bench.get("/me", "cookie", "user=bob");
        bench.open().begin(200, "etag", "\"alice\"");

        assertThat(alice.status()).isEqualTo(200);
        assertThat(bob.waits()).isTrue();
        assertThat(bench.open().request.fields().first("cookie")).isEqualTo("user=bob");
        bench.open().answer(200, "for bob", "etag", "\"bob\"");
        assertThat(bob.text()).isEqualTo("for bob");
    }

    @Test
    void rfc9111_5_2_2_4_no_cache_with_a_validator_is_asked_for_by_each_who_waits() {
        bench.get("/a");
        User waiter = bench.get("/a");
        bench.open().answer(200, "one", "etag", "\"1\"", "cache-control", "no-cache");

        assertThat(waiter.waits()).isTrue();
        bench.open().answer(200, "two", "etag", "\"2\"", "cache-control", "no-cache");
        assertThat(waiter.text()).isEqualTo("two");
        User later = bench.get("/a");
        assertThat(bench.open().request.fields().first("if-none-match")).isEqualTo("\"2\"");
        bench.open().answer(304, "", "etag", "\"2\"", "cache-control", "no-cache");
        assertThat(later.text()).isEqualTo("two");
    }

    @Test
    void rfc9111_4_2_a_fill_joined_late_is_used_only_while_it_is_fresh() {
        bench.get("/long");
        Asked fill = bench.open();
        fill.begin(200, "cache-control", "max-age=5");
        bench.passConnected(Duration.ofSeconds(6));
        User late = bench.get("/long");

        assertThat(late.waits()).isTrue();
        assertThat(bench.asked).hasSize(2);
    }

    @Test
    void rfc9111_5_2_1_4_who_says_no_cache_waits_for_no_fetch_that_began_before() {
        bench.get("/a");
        User insists = bench.get("/a", "cache-control", "no-cache");
        bench.asked.getFirst().answer(200, "old", "cache-control", FRESH);

        assertThat(insists.waits()).isTrue();
        bench.asked.getLast().answer(200, "new", "cache-control", FRESH);
        assertThat(insists.text()).isEqualTo("new");
    }

    @Test
    void rfc9111_4_a_slow_response_takes_no_place_of_one_that_was_asked_for_later() {
        bench.get("/a");
        Asked slow = bench.open();
        slow.begin(200, "cache-control", FRESH);
        bench.pass(Duration.ofMillis(500));
        bench.get("/a", "cache-control", "no-cache");
        bench.open().answer(200, "new", "cache-control", FRESH);
        slow.end("old");

        assertThat(bench.get("/a").text()).isEqualTo("new");
    }

    @Test
    void what_was_stored_before_the_clock_was_set_back_gives_way() {
        bench.get("/a");
        bench.open().answer(200, "before", "cache-control", FRESH);
        bench.jump(Duration.ofHours(-1));
        bench.get("/a", "cache-control", "no-cache");
        bench.open().answer(200, "after", "cache-control", FRESH);

        assertThat(bench.get("/a").text()).isEqualTo("after");
    }

    @Test
    void rfc9111_4_1_those_who_want_another_variant_share_a_fetch_of_it() {
        bench.get("/a", "accept-language", "en");
        User french = bench.get("/a", "accept-language", "fr");
        User alsoFrench = bench.get("/a", "accept-language", "fr");
        Asked english = bench.open();
        english.begin(200, "vary", "accept-language", "cache-control", FRESH);
        User alsoEnglish = bench.get("/a", "accept-language", "en");
        english.end("hello");

        assertThat(alsoEnglish.text()).isEqualTo("hello");
        bench.open().answer(200, "salut", "vary", "accept-language", "cache-control", FRESH);
        assertThat(french.text()).isEqualTo("salut");
        assertThat(alsoFrench.text()).isEqualTo("salut");
        assertThat(bench.asked).hasSize(2);
    }

    @Test
    void r2_who_waits_for_a_fetch_that_a_purge_has_overtaken_asks_again_with_all_the_others() {
        bench.get("/a");
        User first = bench.get("/a");
        User second = bench.get("/a");
        bench.purge("everything");
        bench.open().answer(200, "old", "cache-control", FRESH);

        assertThat(first.waits()).isTrue();
        bench.open().answer(200, "new", "cache-control", FRESH);
        assertThat(first.text()).isEqualTo("new");
        assertThat(second.text()).isEqualTo("new");
        assertThat(bench.asked).hasSize(2);
    }

    @Test
    void a_node_whose_lease_is_lost_gives_nobody_what_was_asked_for_before() {
        Bench strict = new Bench(new SiteConfig.Lease(SiteConfig.LeasePolicy.STRICT, TimeSpan.parse("0s")), null);
        strict.get("/a");
        User waited = strict.get("/a");
        strict.pass(Duration.ofSeconds(3));
        User came = strict.get("/a");
        strict.asked.getFirst().answer(200, "from before", "cache-control", FRESH);

        assertThat(waited.waits()).isTrue();
        assertThat(came.waits()).isTrue();
        strict.asked.subList(1, 3).forEach(one -> one.answer(200, "from after", "cache-control", FRESH));
        assertThat(waited.text()).isEqualTo("from after");
        assertThat(came.text()).isEqualTo("from after");
    }

    @Test
    void a_lease_that_is_lost_while_the_origin_is_waited_for_allows_no_stale_response_after_all() {
        Bench strict = new Bench(new SiteConfig.Lease(SiteConfig.LeasePolicy.STRICT, TimeSpan.parse("0s")), null);
        strict.get("/a");
        strict.open().answer(200, "old", "cache-control", "max-age=1, stale-if-error=600", "etag", "\"1\"");
        strict.passConnected(Duration.ofSeconds(2));
        User user = strict.get("/a");
        strict.pass(Duration.ofSeconds(30));
        strict.open().answer(503, "away");

        assertThat(user.status()).isEqualTo(503);
    }

    @Test
    void rfc9111_3_a_head_on_a_miss_fills_the_cache_and_spoils_nothing() {
        User head = bench.send("HEAD", "/a");
        User waiter = bench.get("/a");
        bench.open().answer(200, "content", "cache-control", FRESH);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.text()).isEmpty();
        assertThat(waiter.text()).isEqualTo("content");
        assertThat(bench.get("/a").field("cache-status")).contains("; hit");
    }

    @Test
    void rfc9111_5_2_1_5_a_request_that_says_no_store_is_not_stored_and_leaves_the_key_to_others() {
        User secretive = bench.get("/a", "cache-control", "no-store");
        User waiter = bench.get("/a");
        bench.open().answer(200, "one", "cache-control", FRESH);

        assertThat(secretive.text()).isEqualTo("one");
        assertThat(bench.cache.peek(Bench.key("/a"), Fields.EMPTY)).isNull();
        bench.open().answer(200, "two", "cache-control", FRESH);
        assertThat(waiter.text()).isEqualTo("two");
        assertThat(bench.get("/a").field("cache-status")).contains("; hit");
    }

    @Test
    void rfc9111_5_2_1_5_a_304_to_a_request_that_says_no_store_evicts_nothing() {
        bench.get("/a");
        bench.open().answer(200, "one", "cache-control", FRESH, "etag", "\"1\"");
        User user = bench.get("/a", "cache-control", "no-cache, no-store");
        bench.open().answer(304, "", "cache-control", FRESH, "etag", "\"1\"");

        assertThat(user.text()).isEqualTo("one");
        assertThat(bench.get("/a").field("cache-status")).contains("; hit");
    }

    @Test
    void rfc9111_3_5_the_answer_to_an_authenticated_request_is_its_own_and_others_may_still_share_theirs() {
        User known = bench.get("/a", "authorization", "Basic x");
        User anybody = bench.get("/a");
        User nobody = bench.get("/a");
        bench.open().answer(200, "for the known", "cache-control", FRESH);

        assertThat(known.text()).isEqualTo("for the known");
        bench.open().answer(200, "for anybody", "cache-control", FRESH);
        assertThat(anybody.text()).isEqualTo("for anybody");
        assertThat(nobody.text()).isEqualTo("for anybody");
    }
}
