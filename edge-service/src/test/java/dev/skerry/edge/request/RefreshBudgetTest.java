package dev.skerry.edge.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Json;
import dev.skerry.contract.SiteConfig;
import dev.skerry.edge.sites.Site;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Users who get stale content after a soft purge cause no more requests in the background than the site's budget allows. */
class RefreshBudgetTest {
    private static final String STALE = "max-age=600, stale-while-revalidate=600";

    private static Bench bench(int perSecond) {
        String site = "{site: demo, hosts: [demo.test], origins: [{url: \"http://origin.test\"}],"
                + " purge: {refreshPerSecond: " + perSecond + "}}";
        return new Bench(Site.unversioned(Json.readYaml(site.getBytes(StandardCharsets.UTF_8), SiteConfig.class)));
    }

    private static void fill(Bench bench, int count) {
        for (int i = 0; i < count; i++) {
            bench.get("/" + i);
            bench.open().answer(200, "old", "cache-control", STALE, "etag", "\"1\"");
        }
        bench.asked.clear();
    }

    @Test
    void stale_hits_cause_as_many_requests_as_the_budget_says() {
        Bench bench = bench(2);
        fill(bench, 10);
        bench.softPurge("everything");
        for (int i = 0; i < 10; i++) {
            assertThat(bench.get("/" + i).text()).isEqualTo("old");
        }
        assertThat(bench.asked).hasSize(1);
        bench.asked.getFirst().answer(304, "", "etag", "\"1\"");
        bench.passConnected(Duration.ofMillis(500));
        bench.get("/0");
        bench.get("/1");
        bench.get("/2");

        assertThat(bench.asked).hasSize(2);
        assertThat(bench.asked.getLast().request.target()).isEqualTo("/1");
    }

    @Test
    void who_joins_a_refresh_that_is_under_way_leaves_the_budget_to_others() {
        Bench bench = bench(2);
        fill(bench, 2);
        bench.softPurge("everything");
        bench.get("/0");
        bench.passConnected(Duration.ofMillis(500));
        bench.get("/0");
        bench.get("/1");

        assertThat(bench.asked).hasSize(2);
    }

    @Test
    void who_needs_an_answer_of_the_origin_gets_it_at_once() {
        Bench bench = bench(1);
        fill(bench, 3);
        bench.softPurge("everything");
        for (int i = 0; i < 3; i++) {
            User user = bench.get("/" + i, "cache-control", "no-cache");
            assertThat(user.waits()).isTrue();
        }

        assertThat(bench.asked).hasSize(3);
    }

    @Test
    void without_a_budget_and_without_a_purge_every_stale_hit_asks() {
        Bench none = bench(0);
        fill(none, 3);
        none.softPurge("everything");
        Bench expired = bench(1);
        fill(expired, 3);
        expired.passConnected(Duration.ofSeconds(700));
        for (int i = 0; i < 3; i++) {
            assertThat(none.get("/" + i).text()).isEqualTo("old");
            assertThat(expired.get("/" + i).text()).isEqualTo("old");
        }

        assertThat(none.asked).hasSize(3);
        assertThat(expired.asked).hasSize(3);
    }
}
