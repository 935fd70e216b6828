package dev.skerry.bench;

import dev.skerry.testing.HouseRules;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
    @ParameterizedTest
    @ValueSource(strings = {"dev.skerry.bench", "dev.skerry.chaos", "dev.skerry.rolling", "dev.skerry.stage"})
    void the_rules_of_the_house_hold(String packageName) {
        HouseRules.check(packageName);
    }
}
