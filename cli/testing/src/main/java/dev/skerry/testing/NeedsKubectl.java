package dev.skerry.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test, or all of a class, where no {@code kubectl} with kustomize 5 (1.27 or later) is on PATH; no cluster
 * is asked for. The reason begins with {@value
 * KubectlCondition#REASON}; see {@link NeedsDocker}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(KubectlCondition.class)
public @interface NeedsKubectl {
    /** What kubectl is needed for, in a few words. */
    String value();
}
