package dev.skerry.telemetry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.skerry.testing.HouseRules;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** Pure core, thin adapters: Kafka, HTTP and Quarkus each have one place. */
class ArchitectureTest {
    private static final JavaClasses TELEMETRY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.skerry.telemetry");

    @Test
    void the_rules_of_the_house_hold() {
        HouseRules.check("dev.skerry.telemetry");
    }

    @Test
    void the_fleet_is_a_pure_model() {
        classes()
                .that()
                .resideInAPackage("dev.skerry.telemetry.fleet")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.skerry.telemetry.fleet",
                        "dev.skerry.contract",
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "com.fasterxml.jackson.annotation",
                        "org.jspecify.annotations")
                .check(TELEMETRY);
    }

    @Test
    void the_traces_are_a_pure_model() {
        classes()
                .that()
                .resideInAPackage("dev.skerry.telemetry.trace")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.skerry.telemetry.trace",
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "com.fasterxml.jackson.annotation",
                        "org.jspecify.annotations")
                .check(TELEMETRY);
    }

    @Test
    void only_otlp_knows_protobuf() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.skerry.telemetry.otlp")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.protobuf..", "io.opentelemetry..")
                .check(TELEMETRY);
    }

    @Test
    void fleet_and_traces_have_no_clock_and_no_thread_of_their_own() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.skerry.telemetry.fleet", "dev.skerry.telemetry.trace")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.belongToAnyOf(Clock.class, Thread.class, Executor.class))
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(TELEMETRY);
    }

    @Test
    void only_the_log_speaks_kafka() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.skerry.telemetry.log")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(TELEMETRY);
    }

    @Test
    void only_the_root_and_the_web_know_quarkus_and_vertx() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.skerry.telemetry.fleet",
                        "dev.skerry.telemetry.log",
                        "dev.skerry.telemetry.otlp",
                        "dev.skerry.telemetry.probe",
                        "dev.skerry.telemetry.trace")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "io.vertx..", "io.micrometer..", "jakarta..")
                .check(TELEMETRY);
    }
}
