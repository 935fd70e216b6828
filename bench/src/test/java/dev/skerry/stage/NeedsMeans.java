package dev.skerry.stage;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Skips a test, or all of a class, where the machine lacks what a fault is made with. The reason begins with {@code needs means:}. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MeansCondition.class)
public @interface NeedsMeans {
    /** What must be here. */
    Means value();
}
