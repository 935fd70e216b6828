package dev.skerry.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerStatesTest {
    @Test
    void there_is_a_line_for_each_container() {
        assertThat(ContainerStates.read("a-1\tUp 2 seconds (healthy)\nb-1\tExited (137) 1 second ago\n"))
                .containsEntry("a-1", "Up 2 seconds (healthy)")
                .containsEntry("b-1", "Exited (137) 1 second ago")
                .hasSize(2);
        assertThat(ContainerStates.read("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Up 2 minutes (healthy), true",
        "Up Less than a second (health: starting), false",
        "Up 3 minutes (unhealthy), false",
        "Up 3 minutes (Paused), false",
        "Exited (137) 4 seconds ago, false",
        "Restarting (3) 1 second ago, false",
        "'', false"
    })
    void only_what_runs_and_is_well_is_healthy(String status, boolean healthy) {
        assertThat(ContainerStates.isHealthyStatus(status)).isEqualTo(healthy);
    }
}
