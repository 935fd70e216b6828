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
import java.util.Collections;
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

    @Test
    void content_in_tiny_segments_weighs_what_they_take() {
        long whole = response("/a", "", Body.of(List.of(new byte[1000]))).weight();
        long tiny = response("/a", "", Body.of(Collections.nCopies(1000, new byte[1])))
                .weight();

        assertThat(tiny - whole).isGreaterThanOrEqualTo(24 * 1000 - 1000);
    }

    private static StoredResponse response(String target, String variant) {
        return response(target, variant, Body.of(List.of()));
    }

    private static StoredResponse response(String target, String variant, Body body) {
        return new StoredResponse(
                new CacheKey(new SiteId("demo"), ContentUrl.ofTarget("demo.localhost", target)),
                variant,
                new StoredView(
                        new ResponseHead(404, Fields.EMPTY),
                        0,
                        0,
                        new FreshnessLifetime(0, FreshnessLifetime.Source.MAX_AGE)),
                new Stamp(new Fence(0, 0), new long[0]),
                body);
    }
}
