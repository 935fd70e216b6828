package dev.skerry.bench;

import dev.skerry.testing.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void the_rules_of_the_house_hold() {
        HouseRules.check("dev.skerry.bench");
    }
}
