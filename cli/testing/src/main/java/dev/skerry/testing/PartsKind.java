package dev.skerry.testing;

import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Where the tests' Kafka and Redis run. */
enum PartsKind {
    /** Containers, by Testcontainers. */
    DOCKER,
    /** Child processes, as {@code ./skerry up} starts them. */
    EMBEDDED;

    /** Name of the system property that forces one; the environment variable is {@value #VARIABLE}. */
    static final String PROPERTY = "skerry.test.parts";

    static final String VARIABLE = "SKERRY_TEST_PARTS";

    /**
     * Reads what was asked for; {@code auto}, the default, takes Docker where it answers.
     *
     * @throws IllegalArgumentException if it is none of the three
     */
    static PartsKind choose(@Nullable String asked, BooleanSupplier dockerAnswers) {
        return switch (asked == null ? "auto" : asked.toLowerCase(Locale.ROOT)) {
            case "auto" -> dockerAnswers.getAsBoolean() ? DOCKER : EMBEDDED;
            case "docker" -> DOCKER;
            case "embedded" -> EMBEDDED;
            default ->
                throw new IllegalArgumentException(
                        VARIABLE + " or " + PROPERTY + " is '" + asked + "': use docker, embedded or auto");
        };
    }

    /** What this JVM uses. */
    static PartsKind ofThisJvm() {
        String property = System.getProperty(PROPERTY);
        String asked = property == null ? System.getenv(VARIABLE) : property;
        return choose(asked, DockerEngine::answers);
    }
}
