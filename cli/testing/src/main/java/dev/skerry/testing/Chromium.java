package dev.skerry.testing;

import dev.skerry.parts.Programs;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A browser of the machine and the driver that belongs to it, both from PATH: nothing is ever downloaded.
 *
 * @param browser {@code chromium}, {@code chromium-browser} or {@code google-chrome}
 * @param driver {@code chromedriver}
 */
public record Chromium(Path browser, Path driver) {
    /** Empty if one of the two is missing. */
    public static Optional<Chromium> find() {
        return find(Programs::find);
    }

    static Optional<Chromium> find(Function<String, Optional<Path>> programs) {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> programs.apply(name).stream())
                .findFirst()
                .flatMap(browser -> programs.apply("chromedriver").map(driver -> new Chromium(browser, driver)));
    }
}
