package dev.skerry.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Fence;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.purge.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class GroupInvalidationsTest {
    private static final SiteId DEMO = new SiteId("demo");
    private static final String HOST = "a.example";

    private final GroupInvalidations invalidations = new GroupInvalidations();

    private static StoredResponse response(String url, long requestMs, String groups) {
        ResponseHead head = new ResponseHead(200, Fields.of("cache-groups", groups));
        FreshnessLifetime lifetime = new FreshnessLifetime(1000, FreshnessLifetime.Source.MAX_AGE);
        return new StoredResponse(
                new CacheKey(DEMO, ContentUrl.parse(url)),
                "",
                new StoredView(head, requestMs, requestMs, lifetime),
                new Stamp(new Fence(0, 0), new long[0]),
                Body.of(List.of()));
    }

    private boolean doubts(String url, long requestMs, String groups) {
        return invalidations.doubts(response(url, requestMs, groups));
    }

    @Test
    void rfc9875_2_1_a_response_is_doubtful_if_a_group_of_its_host_was_invalidated_since_it_was_asked_for() {
        invalidations.invalidate(DEMO, HOST, List.of("g", "h"), 100);
        assertThat(doubts("http://a.example/x", 99, "\"f\", \"g\"")).isTrue();
        assertThat(doubts("http://a.example/x", 100, "\"h\"")).isTrue();
        assertThat(doubts("http://a.example/x", 101, "\"h\"")).isFalse();
        assertThat(doubts("http://a.example/x", 99, "\"f\"")).isFalse();
        assertThat(doubts("http://a.example/x", 99, "\"G\"")).isFalse();
        assertThat(doubts("http://b.example/x", 99, "\"g\"")).isFalse();
        invalidations.invalidate(new SiteId("other"), HOST, List.of("f"), 100);
        assertThat(doubts("http://a.example/x", 99, "\"f\"")).isFalse();
    }

    @Test
    void a_clock_that_goes_back_makes_nothing_valid_again() {
        invalidations.invalidate(DEMO, HOST, List.of("g"), 100);
        invalidations.invalidate(DEMO, HOST, List.of("g"), 50);
        assertThat(doubts("http://a.example/x", 80, "\"g\"")).isTrue();
    }

    @Test
    void too_many_groups_make_more_doubtful_and_never_less() {
        for (int i = 0; i <= GroupInvalidations.MAX_GROUPS; i++) {
            invalidations.invalidate(DEMO, HOST, List.of("g" + i), i);
        }
        assertThat(invalidations.size()).isLessThanOrEqualTo(GroupInvalidations.MAX_GROUPS / 2);
        for (int i = 0; i <= GroupInvalidations.MAX_GROUPS; i += 7) {
            assertThat(doubts("http://a.example/x", i, "\"g" + i + "\"")).isTrue();
        }
        assertThat(doubts("http://b.example/x", 10, "\"other\""))
                .as("below the floor")
                .isTrue();
        assertThat(doubts("http://b.example/x", GroupInvalidations.MAX_GROUPS, "\"other\""))
                .isFalse();
        assertThat(doubts("http://b.example/x", 10, "no groups")).isFalse();
    }

    @Test
    void many_threads_lose_no_invalidation() throws InterruptedException, ExecutionException {
        int threads = 4;
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<Integer>> missed = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                String thread = "t" + t + "-";
                missed.add(pool.submit(() -> {
                    start.await();
                    int lost = 0;
                    for (int i = 0; i < 3 * GroupInvalidations.MAX_GROUPS; i++) {
                        invalidations.invalidate(DEMO, HOST, List.of(thread + i), i);
                        lost += doubts("http://a.example/x", i, "\"" + thread + i + "\"") ? 0 : 1;
                    }
                    return lost;
                }));
            }
            start.countDown();
            for (Future<Integer> each : missed) {
                assertThat(each.get()).isZero();
            }
        }
        assertThat(invalidations.size()).isLessThanOrEqualTo(GroupInvalidations.MAX_GROUPS + threads);
    }
}
