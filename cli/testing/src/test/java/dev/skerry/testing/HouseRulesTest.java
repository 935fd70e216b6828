package dev.skerry.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import example.Violations;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HouseRulesTest {
    static Stream<Arguments> violations() {
        return Stream.of(
                Arguments.of(HouseRules.NO_SLEEP, Violations.Sleeps.class),
                Arguments.of(HouseRules.NO_ASSUMPTIONS, Violations.Assumes.class),
                Arguments.of(HouseRules.NO_DISABLED_CLASSES, Violations.IsDisabled.class),
                Arguments.of(HouseRules.NO_DISABLED_METHODS, Violations.HasConditions.class),
                Arguments.of(HouseRules.NO_EMPTY_NAMES, Violations.StringUtils.class),
                Arguments.of(HouseRules.NO_PRINTING, Violations.Prints.class));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void each_rule_finds_its_violation(ArchRule rule, Class<?> violator) {
        assertThatThrownBy(() -> rule.check(new ClassFileImporter().importClasses(violator)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(violator.getSimpleName());
    }

    @Test
    void this_module_and_the_parts_keep_the_rules() {
        HouseRules.check("dev.skerry.testing");
        HouseRules.check("dev.skerry.parts");
    }
}
