package dev.skerry.origin;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.skerry.testing.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses SERVICE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.skerry.origin");

    @Test
    void the_rules_of_the_house_hold() {
        HouseRules.check("dev.skerry.origin");
    }

    @Test
    void only_http_and_the_composition_root_know_vertx() {
        noClasses()
                .that()
                .resideInAnyPackage("..content..", "..publish..", "..sites..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..", "io.quarkus..", "jakarta..", "org.jose4j..")
                .check(SERVICE);
    }

    @Test
    void only_the_site_log_knows_kafka() {
        noClasses()
                .that()
                .doNotHaveSimpleName("KafkaSiteLog")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(SERVICE);
    }

    @Test
    void packages_do_not_depend_on_each_other_in_a_circle() {
        slices().matching("dev.skerry.origin.(*)..").should().beFreeOfCycles().check(SERVICE);
    }
}
