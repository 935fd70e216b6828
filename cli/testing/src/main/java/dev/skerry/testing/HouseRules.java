package dev.skerry.testing;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/**
 * The rules that hold for every class of every module, tests included. A module's {@code ArchitectureTest} runs them with
 * {@link #check} and adds its own.
 */
public final class HouseRules {
    private static final DescribedPredicate<JavaAnnotation<?>> DISABLING = describe("that skip tests", annotation -> {
        String name = annotation.getRawType().getName();
        return name.equals("org.junit.jupiter.api.Disabled") || name.startsWith("org.junit.jupiter.api.condition.");
    });

    /** Tests wait for what they wait for, and time is injected. */
    public static final ArchRule NO_SLEEP = noClasses()
            .should()
            .callMethodWhere(calls("sleep", "java.lang.Thread", "java.util.concurrent.TimeUnit"))
            .because("waiting means blocking on a future, queue or latch with a limit, or virtual time")
            .allowEmptyShould(true);

    /** A skipped test proves nothing and looks green. */
    public static final ArchRule NO_ASSUMPTIONS = noClasses()
            .should()
            .dependOnClassesThat(describe(
                    "skip tests quietly",
                    (JavaClass type) -> type.getSimpleName().equals("Assumptions")
                            || type.getSimpleName().equals("Assume")
                            || type.getName().equals("org.opentest4j.TestAbortedException")))
            .because("the only ways to skip are @NeedsDocker, @NeedsBrowser and @NeedsKubectl")
            .allowEmptyShould(true);

    /** Neither {@code @Disabled} nor any of the conditions of JUnit. */
    public static final ArchRule NO_DISABLED_CLASSES = noClasses()
            .should()
            .beAnnotatedWith(DISABLING)
            .because("the only ways to skip are @NeedsDocker, @NeedsBrowser and @NeedsKubectl")
            .allowEmptyShould(true);

    /** Neither {@code @Disabled} nor any of the conditions of JUnit. */
    public static final ArchRule NO_DISABLED_METHODS = noMethods()
            .should()
            .beAnnotatedWith(DISABLING)
            .because("the only ways to skip are @NeedsDocker, @NeedsBrowser and @NeedsKubectl")
            .allowEmptyShould(true);

    /** Names say what a class is for. */
    public static final ArchRule NO_EMPTY_NAMES = noClasses()
            .should()
            .haveNameMatching(".*(Impl|Utils?|Helper|Manager)")
            .because("a name says what a class is for")
            .allowEmptyShould(true);

    /** Services log; only the command prints. */
    public static final ArchRule NO_PRINTING = noClasses()
            .that(DescribedPredicate.not(resideInAPackage("dev.skerry.cli..")))
            .should()
            .accessField(System.class, "out")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace")
            .because("services log, only the command prints")
            .allowEmptyShould(true);

    private static final List<ArchRule> ALL =
            List.of(NO_SLEEP, NO_ASSUMPTIONS, NO_DISABLED_CLASSES, NO_DISABLED_METHODS, NO_EMPTY_NAMES, NO_PRINTING);

    private HouseRules() {}

    private static DescribedPredicate<JavaCall<?>> calls(String method, String... owners) {
        return describe("call " + method + " of " + String.join(" or ", owners), call -> {
            AccessTarget target = call.getTarget();
            return target.getName().equals(method)
                    && List.of(owners).contains(target.getOwner().getName());
        });
    }

    /**
     * Checks all rules on the classes of {@code packageName} and below that are on the class path.
     *
     * @throws AssertionError that names each violation and its line
     */
    public static void check(String packageName) {
        check(new ClassFileImporter().importPackages(packageName));
    }

    /** Checks all rules on {@code classes}. */
    public static void check(JavaClasses classes) {
        for (ArchRule rule : ALL) {
            rule.check(classes);
        }
    }
}
