package dev.skerry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The share that a purge would hit is that of the tier that is hit most. */
class PurgePreviewTest {
    private static PreviewAnswer.Count tier(long objects, long siteObjects) {
        return new PreviewAnswer.Count(objects, objects, siteObjects, siteObjects, true, siteObjects);
    }

    private static PurgePreview.Pop pop(
            String name, PreviewAnswer.@Nullable Count shared, PreviewAnswer.Count... memories) {
        List<PurgePreview.Node> nodes = IntStream.range(0, memories.length)
                .mapToObj(i -> PurgePreview.Node.of(new PreviewAnswer(
                        new UUID(0, 0), new PopId(name), new NodeId(name + "-" + i), memories[i], null, List.of())))
                .toList();
        return new PurgePreview.Pop(new PopId(name), nodes, shared, List.of());
    }

    private static PurgePreview preview(PurgePreview.Pop... pops) {
        return PurgePreview.of(new SiteId("demo"), List.of("key:a"), List.of(pops), List.of());
    }

    @Test
    void the_tier_that_is_hit_most_gives_the_share_and_its_pop_the_name() {
        PurgePreview preview =
                preview(pop("fra", tier(10, 100), tier(1, 50), tier(30, 60)), pop("nyc", null, tier(20, 50)));

        assertThat(preview.percent()).isEqualTo(50.0);
        assertThat(preview.mostHit()).contains(new PopId("fra"));
    }

    @Test
    void what_is_shared_is_a_tier_like_any_other() {
        PurgePreview preview = preview(pop("fra", null, tier(1, 50)), pop("nyc", tier(9, 20), tier(0, 50)));

        assertThat(preview.percent()).isEqualTo(45.0);
        assertThat(preview.mostHit()).contains(new PopId("nyc"));
    }

    @Test
    void tiers_with_few_responses_count_only_where_all_have_few() {
        assertThat(preview(pop("fra", null, tier(2, 20), tier(19, 19))).percent())
                .isEqualTo(10.0);
        assertThat(preview(pop("fra", null, tier(1, 19), tier(2, 4))).percent()).isEqualTo(50.0);
    }

    @Test
    void a_share_is_rounded_up_so_that_nothing_over_a_limit_seems_to_be_at_it() {
        assertThat(PurgePreview.percentOf(tier(250, 1000))).isEqualTo(25.0);
        assertThat(PurgePreview.percentOf(tier(25_001, 100_000))).isEqualTo(25.1);
        assertThat(PurgePreview.percentOf(tier(1, 1_000_000))).isEqualTo(0.1);
        assertThat(PurgePreview.percentOf(tier(7, 7))).isEqualTo(100.0);
    }

    @Test
    void where_nothing_is_stored_nothing_is_hit() {
        assertThat(preview(pop("fra", tier(0, 0), tier(0, 0))).percent()).isZero();
        assertThat(preview().mostHit()).isEmpty();
    }

    @Test
    void samples_of_an_answer_are_few_and_short() {
        List<String> many = IntStream.range(0, 30)
                .mapToObj(i -> "http://demo.localhost/" + i + "a".repeat(1000))
                .toList();
        List<String> samples = new PreviewAnswer(
                        new UUID(0, 0), new PopId("fra"), new NodeId("fra-1"), tier(30, 30), null, many)
                .samples();

        assertThat(samples).hasSize(10).allSatisfy(sample -> assertThat(sample).hasSize(512));
    }
}
