package example;

import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Breaks each rule of the house once. Not in a package of ours, so that no module's own check meets it. */
public final class Violations {
    private Violations() {}

    public static final class Sleeps {
        private Sleeps() {}

        public static void nap() throws InterruptedException {
            Thread.sleep(1);
        }
    }

    public static final class Assumes {
        private Assumes() {}

        public static void hope() {
            Assumptions.assumeThat(true).isTrue();
        }
    }

    @Disabled("for a while")
    public static final class IsDisabled {}

    public static final class HasConditions {
        @EnabledOnOs(OS.LINUX)
        public void somewhere() {}
    }

    public static final class StringUtils {}

    public static final class Prints {
        private Prints() {}

        public static void hello() {
            System.out.println("hello");
        }
    }
}
