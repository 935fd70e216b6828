package dev.skerry.edge.fill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.SiteId;
import dev.skerry.edge.purge.VirtualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How many a site may have asked for in the background. */
class RefreshBudgetsTest {
    private static final SiteId DEMO = new SiteId("demo");

    private final VirtualTime time = new VirtualTime(Long.MAX_VALUE - 1_000_000_000L);
    private final RefreshBudgets budgets = new RefreshBudgets(time);

    private int taken(int perSecond) {
        int taken = 0;
        while (budgets.take(DEMO, perSecond)) {
            taken++;
        }
        return taken;
    }

    @Test
    void one_may_go_at_once_and_the_next_when_its_time_has_come() {
        assertThat(taken(4)).isEqualTo(1);
        assertThat(budgets.untilNext(DEMO, 4)).isEqualTo(Duration.ofMillis(250));
        time.pass(Duration.ofMillis(249));
        assertThat(taken(4)).isZero();
        time.pass(Duration.ofMillis(1));

        assertThat(budgets.untilNext(DEMO, 4)).isZero();
        assertThat(taken(4)).isEqualTo(1);
    }

    @Test
    void a_pause_is_not_made_up_for() {
        assertThat(taken(1000)).isEqualTo(20);
        time.pass(Duration.ofHours(1));

        assertThat(taken(1000)).isEqualTo(20);
        assertThat(taken(1)).isZero();
    }

    @Test
    void a_second_has_as_many_as_the_budget_says() {
        int all = taken(300);
        for (int i = 0; i < 1000; i++) {
            time.pass(Duration.ofMillis(1));
            all += taken(300);
        }

        assertThat(all).isBetween(300, 307);
    }

    @Test
    void what_is_given_back_may_be_taken_again_and_each_site_has_its_own() {
        assertThat(taken(2)).isEqualTo(1);
        budgets.giveBack(DEMO, 2);
        assertThat(taken(2)).isEqualTo(1);

        assertThat(budgets.take(new SiteId("other"), 2)).isTrue();
    }
}
