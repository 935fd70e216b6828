package dev.skerry.edge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The stories told to the pipeline, each to one of its own. */
class ConformanceTest {
    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicContainer> stories() {
        return Suite.topics().entrySet().stream()
                .map(topic -> DynamicContainer.dynamicContainer(
                        topic.getKey(),
                        topic.getValue().stream()
                                .filter(scenario -> !scenario.onlyOverSockets())
                                .map(this::story)));
    }

    private DynamicTest story(Scenario scenario) {
        return DynamicTest.dynamicTest(
                scenario.name(), () -> Player.play(new BenchStage(folder, scenario.rules()), scenario, 1));
    }

    @Test
    void every_story_has_a_name_of_its_own_and_few_are_not_told_over_sockets() {
        assertThat(Suite.all()).extracting(Scenario::name).doesNotHaveDuplicates();
        assertThat(Suite.all()).hasSizeGreaterThan(350);
        assertThat(Suite.all())
                .filteredOn(one -> one.notOverSockets().isPresent())
                .hasSizeLessThan(6);
        assertThat(Suite.all()).filteredOn(Scenario::onlyOverSockets).hasSizeLessThan(7);
    }
}
