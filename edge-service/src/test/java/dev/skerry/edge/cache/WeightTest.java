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
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightTest {
    @Test
    void a_long_url_and_a_long_variant_weigh_what_they_take() {
        long small = response("/a", "").weight();
        long longUrl = response("/a?" + "q".repeat(8000), "").weight();
        long longVariant = response("/a", "cookie=" + "c".repeat(30_000)).weight();

        assertThat(longUrl - small).isGreaterThanOrEqualTo(8000);
        assertThat(longVariant - small).isGreaterThanOrEqualTo(30_000);
    }

    private static StoredResponse response(String target, String variant) {
        return new StoredResponse(
                new CacheKey(new SiteId("demo"), ContentUrl.ofTarget("demo.localhost", target)),
                variant,
                new StoredView(
                        new ResponseHead(404, Fields.EMPTY),
                        0,
                        0,
                        new FreshnessLifetime(0, FreshnessLifetime.Source.MAX_AGE)),
                new Stamp(new Fence(0, 0), new long[0]),
                Body.of(List.of()));
    }
}
