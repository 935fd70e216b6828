package dev.skerry.purge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.skerry.testing.HouseRules;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.skerry.purge");

    @Test
    void the_rules_of_the_house_hold() {
        HouseRules.check("dev.skerry.purge");
    }

    @Test
    void progress_is_plain_java_on_the_contract() {
        classes()
                .that()
                .resideInAPackage("dev.skerry.purge.progress..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.skerry.contract..", "dev.skerry.purge.progress..", "org.jspecify..")
                .check(MAIN);
    }

    @Test
    void no_request_is_answered_on_an_event_loop() {
        methods()
                .that()
                .areAnnotatedWith(GET.class)
                .or()
                .areAnnotatedWith(POST.class)
                .should()
                .beAnnotatedWith(RunOnVirtualThread.class)
                .check(MAIN);
    }

    @Test
    void only_the_log_package_speaks_kafka() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.skerry.purge.log..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(MAIN);
    }

    @Test
    void only_the_api_package_speaks_http() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.skerry.purge.api..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.ws.rs..")
                .check(MAIN);
    }
}
