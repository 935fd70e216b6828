package dev.skerry.contract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * Both sides read the contract: Vert.x 5 at the edge, Quarkus in the centre. It is values and nothing else, but for its
 * subpackages, which know one library or one file each.
 */
class ArchitectureTest {
    private static final String VALUES = "dev.skerry.contract";
    private static final String LOG = "dev.skerry.contract.log";
    private static final String TOKEN = "dev.skerry.contract.token";
    private static final String WEBHOOK = "dev.skerry.contract.webhook";
    private static final JavaClasses CONTRACT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.skerry.contract");

    @Test
    void values_use_only_the_jdk_jackson_and_one_hash_function() {
        classes()
                .that()
                .resideInAPackage(VALUES)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        VALUES,
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
    void values_have_no_input_or_output() {
        noClasses()
                .that()
                .resideInAPackage(VALUES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..")
                .orShould()
                .dependOnClassesThat(JavaClass.Predicates.belongToAnyOf(
                        java.io.File.class, java.io.InputStream.class, java.io.OutputStream.class, System.class))
                .check(CONTRACT);
    }

    @Test
    void values_have_no_clock_and_no_thread() {
        noClasses()
                .that()
                .resideInAPackage(VALUES)
                .should()
                .dependOnClassesThat(JavaClass.Predicates.belongToAnyOf(
                        java.time.Clock.class, Thread.class, java.util.concurrent.Executor.class))
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(CONTRACT);
    }

    @Test
    void the_log_knows_kafka_and_no_other_library() {
        classes()
                .that()
                .resideInAPackage(LOG)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        LOG,
                        VALUES,
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "java.nio.charset",
                        "com.fasterxml.jackson.annotation",
                        "org.apache.kafka.clients..",
                        "org.apache.kafka.common..",
                        "org.slf4j",
                        "org.jspecify.annotations")
                .check(CONTRACT);
    }

    @Test
    void tokens_know_one_jwt_library_and_no_logger() {
        classes()
                .that()
                .resideInAPackage(TOKEN)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        TOKEN,
                        VALUES,
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "java.io",
                        "java.math",
                        "java.nio.charset",
                        "java.nio.file",
                        "java.security..",
                        "org.jose4j..",
                        "org.jspecify.annotations")
                .check(CONTRACT);
    }

    @Test
    void secrets_of_webhooks_know_the_jdk_alone_and_no_logger() {
        classes()
                .that()
                .resideInAPackage(WEBHOOK)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        WEBHOOK,
                        VALUES,
                        "java.lang..",
                        "java.util..",
                        "java.io",
                        "java.nio.charset",
                        "java.nio.file",
                        "java.security..",
                        "javax.crypto..",
                        "org.jspecify.annotations")
                .check(CONTRACT);
    }
}
