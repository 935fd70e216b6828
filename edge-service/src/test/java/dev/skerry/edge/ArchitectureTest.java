package dev.skerry.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.skerry.testing.HouseRules;
import org.junit.jupiter.api.Test;

/** Keeps the house of DESIGN section 3: client libraries in their rooms; the policy has a check of its own. */
class ArchitectureTest {
    private static final String EDGE = "dev.skerry.edge";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(EDGE);

    @Test
    void the_rules_of_the_house_hold() {
        HouseRules.check(EDGE);
    }

    @Test
    void only_the_redis_tier_knows_lettuce() {
        onlyIn("the Redis tier", "io.lettuce..", EDGE + ".cache.redis");
    }

    @Test
    void only_the_logs_know_kafka() {
        onlyIn("logs", "org.apache.kafka..", EDGE + ".purge", EDGE + ".sites");
    }

    @Test
    void only_listeners_and_upstreams_know_vertx_and_netty() {
        onlyIn("sockets", "io.vertx..", EDGE + ".server..", EDGE + ".origin..", EDGE);
        onlyIn("sockets", "io.netty..", EDGE + ".server..", EDGE + ".origin..", EDGE);
    }

    @Test
    void tiers_decide_nothing_and_the_purge_side_knows_no_cache() {
        noClasses()
                .that()
                .resideInAPackage(EDGE + ".purge..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(EDGE + ".cache..", EDGE + ".fill..", EDGE + ".request..", EDGE + ".server..")
                .check(MAIN);
        noClasses()
                .that()
                .resideInAPackage(EDGE + ".cache..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(EDGE + ".fill..", EDGE + ".request..", EDGE + ".server..", EDGE + ".origin..")
                .check(MAIN);
    }

    private static void onlyIn(String room, String library, String... packages) {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .because("client libraries stay in their rooms: " + room)
                .check(MAIN);
    }
}
