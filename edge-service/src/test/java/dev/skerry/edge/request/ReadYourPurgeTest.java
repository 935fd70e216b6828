package dev.skerry.edge.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Fence;
import dev.skerry.contract.PopId;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.purge.SelectorHash;
import dev.skerry.edge.purge.Stamp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who names a purge gets nothing older, at a node that has not heard of it yet: {@link RequiredFence}. */
class ReadYourPurgeTest {
    private static final String FENCE = "skerry-fence";
    private static final String FRESH = "max-age=60";
    private static final PopId SHIELD = new PopId("fra");

    private final Bench bench = new Bench();

    private static void holds(Bench bench, String target, String... fields) {
        bench.get(target);
        Asked asked = bench.open();
        String[] all = new String[fields.length + 2];
        all[0] = "cache-control";
        all[1] = FRESH;
        System.arraycopy(fields, 0, all, 2, fields.length);
        asked.answer(200, "old", all);
    }

    private static Fence fenceOf(Bench bench, String target) {
        return RequestPipeline.present(bench.cache.peek(Bench.key(target), Fields.EMPTY))
                .stamp()
                .fence();
    }

    @Test
    void who_names_a_purge_waits_until_the_node_has_applied_it() {
        holds(bench, "/a");
        User user = bench.get("/a", FENCE, "0:0");
        assertThat(user.waits()).isTrue();
        assertThat(bench.asked).hasSize(1);
        bench.purge("url:http://demo.test/a");

        bench.open().answer(200, "new", "cache-control", FRESH);
        assertThat(user.text()).isEqualTo("new");
        assertThat(user.field("cache-status")).contains("detail=purged");
        assertThat(bench.get("/a", FENCE, "0:0").field("cache-status")).contains("; hit");
    }

    @Test
    void what_the_purge_did_not_hit_is_served_once_it_is_applied() {
        holds(bench, "/a");
        User user = bench.get("/a", FENCE, "0:0");
        bench.purge("url:http://demo.test/other");

        assertThat(user.text()).isEqualTo("old");
        assertThat(user.field("cache-status")).contains("; hit");
        assertThat(bench.asked).hasSize(1);
    }

    @Test
    void what_may_be_older_is_validated_when_the_purge_does_not_come_in_time() {
        holds(bench, "/a", "etag", "\"1\"");
        User user = bench.get("/a", FENCE, "0:0");
        bench.pass(ReadYourPurge.LIMIT.minusMillis(1));
        assertThat(bench.asked).hasSize(1);
        bench.pass(ReadYourPurge.LIMIT);

        Asked asked = bench.open();
        assertThat(asked.request.fields().first("if-none-match")).isEqualTo("\"1\"");
        asked.answer(200, "new", "cache-control", FRESH);
        assertThat(user.text()).isEqualTo("new");
        assertThat(user.field("cache-status")).contains("fwd=request; fwd-status=200", "detail=fence");
        assertThat(fenceOf(bench, "/a"))
                .as("stamped with what was captured, so that the purge kills it when it comes")
                .isEqualTo(new Fence(0, 0));
        bench.purge("everything");
        assertThat(bench.get("/a").waits()).isTrue();
    }

    @Test
    void the_fence_of_a_304_is_what_was_captured_too() {
        holds(bench, "/a", "etag", "\"1\"");
        User user = bench.get("/a", FENCE, "0:5");
        bench.pass(ReadYourPurge.LIMIT);
        bench.open().answer(304, "", "cache-control", FRESH, "etag", "\"1\"");

        assertThat(user.text()).isEqualTo("old");
        assertThat(fenceOf(bench, "/a")).isEqualTo(new Fence(0, 0));
    }

    @Test
    void what_another_node_has_fetched_after_the_purge_is_served_as_it_is() {
        ContentUrl url = ContentUrl.ofTarget(Bench.HOST, "/a");
        long now = bench.now().toEpochMilli();
        bench.cache.store(
                new StoredResponse(
                        Bench.key("/a"),
                        "",
                        new StoredView(
                                new ResponseHead(200, Fields.of("cache-control", FRESH)),
                                now,
                                now,
                                new FreshnessLifetime(60_000, FreshnessLifetime.Source.MAX_AGE)),
                        new Stamp(new Fence(0, 8), SelectorHash.matching(new SiteId("demo"), url, List.of())),
                        Body.of(List.of("newer".getBytes(StandardCharsets.UTF_8)))),
                now);
        User known = bench.get("/a", FENCE, "0:7");
        User unknown = bench.get("/a", FENCE, "0:8");
        bench.pass(ReadYourPurge.LIMIT);

        assertThat(known.field("cache-status")).contains("; hit");
        assertThat(bench.open().request.target()).isEqualTo("/a");
        assertThat(unknown.waits()).isTrue();
    }

    @Test
    void who_names_a_purge_joins_no_fetch_that_may_have_begun_before_it() {
        bench.get("/a");
        User user = bench.get("/a", FENCE, "0:0");
        User liar = bench.get("/a", FENCE, "0:999999");
        bench.pass(ReadYourPurge.LIMIT);

        assertThat(bench.asked).as("and none of who claims to know more").hasSize(3);
        bench.asked.get(0).answer(200, "old", "cache-control", FRESH);
        assertThat(user.waits()).isTrue();
        assertThat(liar.waits()).isTrue();
        bench.asked.get(1).answer(200, "new", "cache-control", FRESH);
        assertThat(user.text()).isEqualTo("new");
    }

    @Test
    void a_fetch_is_joined_that_began_when_the_purge_was_applied() {
        bench.purge("url:http://demo.test/a");
        bench.get("/a");
        User user = bench.get("/a", FENCE, "0:0");
        bench.open().answer(200, "new", "cache-control", FRESH);

        assertThat(user.field("cache-status")).contains("collapsed");
    }

    @Test
    void r3_a_shield_is_told_what_the_user_knows_and_the_answer_is_stamped_with_what_was_captured() {
        Bench child = new Bench(SiteConfig.Lease.DEFAULT, SHIELD);
        User user = child.get("/a", FENCE, "0:6");
        child.pass(ReadYourPurge.LIMIT);

        assertThat(child.open().request.fields().all(FENCE)).containsExactly("0:7");
        child.open().answer(200, "new", "cache-control", FRESH, FENCE, "0:9");
        assertThat(user.text()).isEqualTo("new");
        assertThat(user.field(FENCE)).isNull();
        assertThat(fenceOf(child, "/a")).isEqualTo(new Fence(0, 0));
    }

    @Test
    void r3_a_shield_is_told_of_what_is_passed_on_too() {
        Bench child = new Bench(SiteConfig.Lease.DEFAULT, SHIELD);
        child.send("POST", "/a", FENCE, "0:6");
        child.pass(ReadYourPurge.LIMIT);

        assertThat(child.open().request.fields().all(FENCE)).containsExactly("0:7");
    }

    @Test
    void r3_a_question_that_is_asked_anew_still_tells_the_shield_what_the_user_knows() {
        Bench child = new Bench(SiteConfig.Lease.DEFAULT, SHIELD);
        child.get("/a");
        child.open().answer(200, "old", "cache-control", FRESH, "etag", "\"1\"", FENCE, "0:0");
        child.get("/a", FENCE, "0:6");
        child.pass(ReadYourPurge.LIMIT);
        child.open().answer(304, "", "etag", "\"another\"", FENCE, "0:9");

        assertThat(child.open().request.fields().contains("if-none-match")).isFalse();
        assertThat(child.open().request.fields().all(FENCE)).containsExactly("0:7");
    }

    @Test
    void the_node_tells_a_shield_what_it_knows_if_that_is_more() {
        Bench child = new Bench(SiteConfig.Lease.DEFAULT, SHIELD);
        child.purge("url:/x");
        child.purge("url:/y");
        child.get("/a", FENCE, "0:0");

        assertThat(child.open().request.fields().all(FENCE)).containsExactly("0:2");
    }

    @Test
    void nothing_that_may_be_older_stands_in_for_an_error() {
        holds(bench, "/a", "x-note", "fresh");
        User user = bench.get("/a", FENCE, "0:0", "cache-control", "stale-if-error=600");
        bench.pass(ReadYourPurge.LIMIT);
        bench.open().answer(503, "away");

        assertThat(user.status()).isEqualTo(503);
    }

    @Test
    void only_if_cached_is_504_where_only_what_may_be_older_is_cached() {
        holds(bench, "/a");
        User user = bench.get("/a", FENCE, "0:0", "cache-control", "only-if-cached");
        bench.pass(ReadYourPurge.LIMIT);

        assertThat(user.status()).isEqualTo(504);
        assertThat(bench.asked).hasSize(1);
    }

    @Test
    void a_part_that_may_be_older_is_asked_for_without_taking_the_place_of_the_whole() {
        holds(bench, "/a");
        User user = bench.get("/a", FENCE, "0:0", "range", "bytes=0-0");
        bench.pass(ReadYourPurge.LIMIT);
        bench.open().answer(206, "n", "cache-control", FRESH, "content-range", "bytes 0-0/3");

        assertThat(user.text()).isEqualTo("n");
        assertThat(bench.get("/a").text()).isEqualTo("old");
    }

    @ParameterizedTest
    @CsvSource({
        "x, bad-fence",
        "0, bad-fence",
        "0:, bad-fence",
        "0:-1, bad-fence",
        "'0:1, 0:2', bad-fence",
        "0:99999999999999999999, bad-fence",
        "0:9223372036854775807, bad-fence",
        "1:0, foreign-fence"
    })
    void what_can_not_be_the_position_of_a_purge_of_the_site_is_refused(String value, String reason) {
        User user = bench.get("/a", FENCE, value);

        assertThat(user.status()).isEqualTo(400);
        assertThat(user.field("cache-status")).contains("detail=" + reason);
        assertThat(bench.asked).isEmpty();
    }

    @Test
    void two_fences_are_refused() {
        assertThat(bench.get("/a", FENCE, "0:1", FENCE, "0:2").field("cache-status"))
                .contains("detail=repeated-fence");
    }

    @Test
    void an_origin_never_sees_the_fence_and_no_response_varies_on_it() {
        bench.purge("url:/x");
        User first = bench.get("/a", FENCE, "0:0");
        assertThat(bench.open().request.fields().contains(FENCE)).isFalse();
        bench.open().answer(200, "one for all", "cache-control", FRESH, "vary", "skerry-fence, skerry-peer");

        assertThat(first.text()).isEqualTo("one for all");
        assertThat(bench.get("/a").field("cache-status")).contains("; hit");
        bench.send("POST", "/b", FENCE, "0:0");
        assertThat(bench.open().request.fields().contains(FENCE)).isFalse();
    }

    @Test
    void a_fence_that_never_comes_makes_no_more_than_a_thousand_wait() {
        holds(bench, "/a");
        for (int i = 0; i < ReadYourPurge.MAX_WAITING; i++) {
            bench.get("/a", FENCE, "0:1000000");
        }
        assertThat(bench.asked).hasSize(1);
        User further = bench.get("/a", FENCE, "0:1000000");
        assertThat(bench.open().request.target()).isEqualTo("/a");
        bench.open().answer(200, "new", "cache-control", FRESH);
        assertThat(further.text()).isEqualTo("new");

        User child = bench.send(
                new RequestHead("GET", Bench.HOST, "/a", Fields.of("skerry-peer", "secret", FENCE, "0:1")),
                Body.of(List.of()));
        bench.purge("url:/x");
        assertThat(child.field("cache-status"))
                .as("child PoPs have places of their own")
                .contains("; hit");
    }
}
