package dev.skerry.contract.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Topics;
import org.junit.jupiter.api.Test;

class TopicAdminTest {
    @Test
    void of_three_copies_two_must_have_a_record_before_it_is_acknowledged() {
        assertThat(TopicAdmin.settings(Topics.PURGES, (short) 3))
                .containsEntry("min.insync.replicas", "2")
                .containsAllEntriesOf(Topics.PURGES.settings());
    }

    @Test
    void a_single_copy_is_enough_where_there_are_no_more() {
        assertThat(TopicAdmin.settings(Topics.SITES, (short) 1)).containsEntry("min.insync.replicas", "1");
        assertThat(TopicAdmin.settings(Topics.SITES, (short) 2)).containsEntry("min.insync.replicas", "1");
    }
}
