package dev.skerry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events as a browser would. */
final class Events implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 20;

    record Event(String name, JsonNode data, long nanoTime) {}

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpResponse<InputStream> response;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(1_000);

    Events(URI uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(TIMEOUT_SECONDS))
                .build();
        response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        Thread.ofVirtual().start(this::read);
    }

    HttpResponse<?> response() {
        return response;
    }

    private void read() {
        ObjectMapper mapper = new ObjectMapper();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String name = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    name = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    events.add(new Event(name, mapper.readTree(line.substring("data: ".length())), System.nanoTime()));
                }
            }
        } catch (IOException closed) {
            return; // The test is over, or the server has ended: whoever still waits for an event says so.
        }
    }

    /** The next event, whatever it is. */
    Event next() throws InterruptedException {
        @Nullable Event event = events.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        assertThat(event).as("an event within " + TIMEOUT_SECONDS + " s").isNotNull();
        return Objects.requireNonNull(event);
    }

    /** The next overview that {@code wanted} takes. */
    JsonNode awaitFleet(Predicate<JsonNode> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        Event event = next();
        while (!event.name().equals("fleet") || !wanted.test(event.data())) {
            assertThat(System.nanoTime())
                    .as("time at which the last overview was %s", event.data())
                    .isLessThan(deadline);
            event = next();
        }
        return event.data();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
