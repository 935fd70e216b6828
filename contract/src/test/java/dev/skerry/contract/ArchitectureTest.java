package dev.skerry.contract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** Both sides read the contract: Vert.x 5 at the edge, Quarkus in the centre. It is values and nothing else. */
class ArchitectureTest {
    private static final JavaClasses CONTRACT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.skerry.contract");

    @Test
    void only_the_jdk_jackson_and_one_hash_function_are_used() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.skerry.contract",
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "java.nio.charset",
                        "java.io",
                        "com.fasterxml.jackson..",
                        "org.apache.kafka.common.utils",
                        "org.jspecify.annotations")
                .check(CONTRACT);
    }

    @Test
    void there_is_no_input_or_output() {
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..")
                .orShould()
                .dependOnClassesThat(JavaClass.Predicates.belongToAnyOf(
                        java.io.File.class, java.io.InputStream.class, java.io.OutputStream.class, System.class))
                .check(CONTRACT);
    }

    @Test
    void there_is_no_clock_and_no_thread() {
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat(JavaClass.Predicates.belongToAnyOf(
                        java.time.Clock.class, Thread.class, java.util.concurrent.Executor.class))
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(CONTRACT);
    }
}
