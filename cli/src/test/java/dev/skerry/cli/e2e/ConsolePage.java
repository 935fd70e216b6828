package dev.skerry.cli.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skerry.testing.Chromium;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.Keys;
import org.openqa.selenium.ScriptTimeoutException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * The console in a real browser without a window, which notes all that the page asks for and complains of. Driver and browser
 * are those of the machine, so Selenium looks for none. Owned by one thread.
 */
final class ConsolePage implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChromeDriver driver;

    private ConsolePage(ChromeDriver driver) {
        this.driver = driver;
    }

    /**
     * Opens the console at {@code port} and waits until it is live.
     *
     * @param profile a new folder for the browser
     */
    static ConsolePage open(Chromium chromium, int port, Path profile) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .setBinary(chromium.browser().toFile())
                .addArguments(
                        "--headless=new",
                        "--no-sandbox", // in containers, and as root
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--no-first-run",
                        "--window-size=1280,900",
                        "--user-data-dir=" + profile);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromium.driver().toFile())
                .usingAnyFreePort()
                .build();
        ConsolePage page = new ConsolePage(new ChromeDriver(service, options));
        try {
            page.driver.manage().timeouts().scriptTimeout(LIMIT).pageLoadTimeout(LIMIT);
            page.driver.get("http://127.0.0.1:" + port + "/");
            page.await("document.getElementById('status').textContent === 'Live'");
            return page;
        } catch (WebDriverException | AssertionError e) {
            page.close();
            throw e;
        }
    }

    /** Waits until {@code condition}, an expression in JavaScript, is true in the page; at most 30 s. */
    void await(String condition, Object... arguments) {
        try {
            driver.executeAsyncScript("""
                    const done = arguments[arguments.length - 1];
                    const look = () => (%s) ? done() : setTimeout(look, 50);
                    look();
                    """.formatted(condition), arguments);
        } catch (ScriptTimeoutException e) {
            throw new AssertionError(
                    "not within " + LIMIT + ": " + condition + "; the page says:\n" + text("body") + complaints(), e);
        }
    }

    /** The value of {@code expression} in the page. */
    Object read(String expression, Object... arguments) {
        Object value = driver.executeScript("return " + expression, arguments);
        if (value == null) {
            throw new AssertionError("nothing there: " + expression);
        }
        return value;
    }

    String text(String selector) {
        return read("document.querySelector(arguments[0]).textContent", selector)
                .toString();
    }

    /** Presses keys, whatever has the focus. */
    void press(Keys... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** As on a screen of {@code width} by 800 CSS pixels. */
    void resize(int width) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", false));
    }

    /** What the browser's console has been told since the last call, warnings and violations of policies included. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::toString)
                .toList();
    }

    /** {@code HOST:PORT} of every request of the page since the last call. */
    List<String> asked() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(entry -> event(entry.getMessage()))
                .filter(event -> event.path("method").asText().equals("Network.requestWillBeSent"))
                .map(event -> event.path("params"))
                // Not those of the empty tab that was there before.
                .filter(request -> request.path("documentURL").asText().startsWith("http:"))
                .map(request -> URI.create(request.at("/request/url").asText()).getAuthority())
                .toList();
    }

    private static JsonNode event(String json) {
        try {
            return JSON.readTree(json).path("message");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
