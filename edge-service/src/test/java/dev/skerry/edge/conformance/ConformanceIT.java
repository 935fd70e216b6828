package dev.skerry.edge.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The same stories told to real edges over real sockets, one edge for all stories with the same rules of the site. */
class ConformanceIT {
    private static final Map<String, SocketStage> STAGES = new LinkedHashMap<>();
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    @TempDir
    static Path folder;

    @AfterAll
    static void close() throws IOException {
        for (SocketStage stage : STAGES.values()) {
            stage.close();
        }
        STAGES.clear();
    }

    @TestFactory
    Stream<DynamicContainer> stories() {
        return Suite.topics().entrySet().stream()
                .map(topic -> DynamicContainer.dynamicContainer(
                        topic.getKey(),
                        topic.getValue().stream()
                                .filter(scenario -> scenario.notOverSockets().isEmpty())
                                .map(ConformanceIT::story)));
    }

    private static DynamicTest story(Scenario scenario) {
        return DynamicTest.dynamicTest(scenario.name(), () -> {
            SocketStage stage = stage(scenario.rules());
            stage.rest();
            Player.play(stage, scenario, NUMBERS.incrementAndGet());
        });
    }

    private static SocketStage stage(String rules) throws IOException, InterruptedException {
        SocketStage known = STAGES.get(rules);
        if (known != null) {
            return known;
        }
        SocketStage stage = new SocketStage(folder, rules);
        STAGES.put(rules, stage);
        return stage;
    }
}
