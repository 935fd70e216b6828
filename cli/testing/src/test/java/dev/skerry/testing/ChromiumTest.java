package dev.skerry.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChromiumTest {
    private static final Path BROWSER = Path.of("/bin/google-chrome");
    private static final Path DRIVER = Path.of("/bin/chromedriver");

    @Test
    void it_takes_a_browser_and_its_driver() {
        assertThat(found(Map.of("google-chrome", BROWSER, "chromedriver", DRIVER)))
                .contains(new Chromium(BROWSER, DRIVER));
        assertThat(found(Map.of("google-chrome", BROWSER))).isEmpty();
        assertThat(found(Map.of("chromedriver", DRIVER))).isEmpty();
    }

    @Test
    void a_test_that_needs_a_browser_is_skipped_by_name_without_it() {
        assertThat(new BrowserCondition().decide(true, "the console").isDisabled())
                .isFalse();
        assertThat(new BrowserCondition().decide(false, "the console").isDisabled())
                .isTrue();
        assertThat(new BrowserCondition().decide(false, "the console").getReason())
                .contains("needs a browser: the console");
    }

    private static Optional<Chromium> found(Map<String, Path> programs) {
        return Chromium.find(name -> Optional.ofNullable(programs.get(name)));
    }
}
