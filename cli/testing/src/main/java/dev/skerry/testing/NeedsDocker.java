package dev.skerry.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test, or all of a class, where no Docker engine answers. With {@link NeedsBrowser}, {@link NeedsKubectl} and what bench needs for faults the only way to skip:
 * the reason begins with {@value DockerCondition#REASON}, and {@code ./skerry test} fails on any other.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(DockerCondition.class)
public @interface NeedsDocker {
    /** What Docker is needed for, in a few words. */
    String value();
}
