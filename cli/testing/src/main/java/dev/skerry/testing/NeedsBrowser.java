package dev.skerry.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test, or all of a class, where {@link Chromium} is not installed. The reason begins with {@value
 * BrowserCondition#REASON}; see {@link NeedsDocker}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BrowserCondition.class)
public @interface NeedsBrowser {
    /** What a browser is needed for, in a few words. */
    String value();
}
