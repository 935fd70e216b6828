package dev.skerry.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.skerry.testing.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void the_rules_of_the_house_hold() {
        HouseRules.check("dev.skerry.cli");
    }

    @Test
    void the_platform_knows_nothing_of_the_command_line() {
        noClasses()
                .that()
                .resideInAPackage("dev.skerry.cli.platform..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.skerry.cli", "picocli..")
                .check(new ClassFileImporter().importPackages("dev.skerry.cli"));
    }
}
