package dev.skerry.cli.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a service whether it is ready, within a second. Thread-safe. */
public final class HealthProbe {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final HttpClient http;

    /** Asks with {@code http}. */
    public HealthProbe(HttpClient http) {
        this.http = http;
    }

    /** Whether {@code /q/health/ready} on {@code port} of 127.0.0.1 answers 200. */
    public boolean isReady(int port) {
        return isReady("127.0.0.1", port);
    }

    /** Whether {@code /q/health/ready} on {@code port} of {@code host} answers 200. */
    public boolean isReady(String host, int port) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/q/health/ready"))
                .timeout(LIMIT)
                .build();
        return isOk(http, request);
    }

    /** Whether {@code request} is answered 200; not, if the caller is interrupted, whose flag then stays set. */
    public static boolean isOk(HttpClient http, HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
