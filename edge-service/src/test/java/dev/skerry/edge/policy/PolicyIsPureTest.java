package dev.skerry.edge.policy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** DESIGN section 3: policy is pure. */
class PolicyIsPureTest {
    private static final String OURS = "dev.skerry.edge.policy";
    private static final String STRUCTURED_FIELDS = "org.greenbytes.http.sfv..";

    private final JavaClasses policy = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(OURS);

    @Test
    void it_depends_on_java_base_and_annotations_only() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        OURS,
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "java.net",
                        "org.jspecify.annotations",
                        STRUCTURED_FIELDS))
                .check(policy);
    }

    @Test
    void one_class_knows_the_structured_field_library() {
        noClasses()
                .that(not(simpleName("StructuredDictionary")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(STRUCTURED_FIELDS)
                .check(policy);
    }

    @Test
    void it_reads_no_clock_and_no_randomness_and_starts_no_thread() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.util.concurrent..")
                .check(policy);
    }

    @Test
    void it_holds_no_static_state() {
        fields().that().areStatic().should().beFinal().check(policy);
    }
}
