package dev.skerry.contract.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.skerry.contract.Topics;
import dev.skerry.contract.log.TopicSource.Start;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TopicPlanTest {
    private static final TopicSource SITES = TopicSource.whole(Topics.SITES);
    private static final TopicSource PURGES = TopicSource.whole(Topics.PURGES);

    @Test
    void topics_come_in_the_order_in_which_they_are_read() {
        TopicPlan plan = new TopicPlan(List.of(SITES), List.of(PURGES), List.of(Topics.PURGES));
        assertThat(plan.topics()).containsExactly(Topics.SITES, Topics.PURGES);
        assertThat(plan.names()).isEqualTo("skerry.sites, skerry.purges");
    }

    @Test
    void a_topic_that_is_named_twice_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TopicPlan(List.of(SITES), List.of(PURGES, SITES), List.of()))
                .withMessageContaining("skerry.sites is named twice");
    }

    @Test
    void proof_of_a_topic_that_is_not_read_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TopicPlan(List.of(SITES), List.of(), List.of(Topics.STATS)))
                .withMessageContaining("skerry.stats is not read");
    }

    @Test
    void the_last_offsets_are_one_or_more() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Start.Last(0)).withMessageContaining("1 or more");
    }
}
