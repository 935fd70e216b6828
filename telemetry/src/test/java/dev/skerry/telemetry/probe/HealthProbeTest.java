package dev.skerry.telemetry.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Probes over real sockets; the wall clock is virtual. */
class HealthProbeTest {
    private record Answer(int status, String body) {}

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final AtomicReference<Answer> answer = new AtomicReference<>(new Answer(200, "{}"));
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/q/health/ready", exchange -> {
            byte[] body = answer.get().body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.get().status(), body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        executor.shutdownNow();
    }

    private static ServiceHealth ask(HealthProbe probe) throws Exception {
        probe.ask().get(10, TimeUnit.SECONDS);
        return probe.answers().getFirst();
    }

    private HealthProbe probe(int port) {
        List<Target> targets = Target.parse("p", "origin=http://127.0.0.1:" + port, Target.Kind.SERVICE);
        return new HealthProbe(targets, executor, now::get);
    }

    @Test
    void a_service_is_ready_not_ready_and_ready_again_and_the_change_is_dated() throws Exception {
        try (HealthProbe probe = probe(server.getAddress().getPort())) {
            assertThat(probe.answers().getFirst().status()).isEqualTo(ServiceHealth.Status.UNKNOWN);
            now.set(Instant.ofEpochSecond(1));
            assertThat(ask(probe).status()).isEqualTo(ServiceHealth.Status.READY);
            now.set(Instant.ofEpochSecond(2));
            answer.set(new Answer(
                    503,
                    "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"kafka\",\"status\":\"DOWN\"},"
                            + "{\"name\":\"store\",\"status\":\"UP\"}]}"));
            assertThat(ask(probe))
                    .isEqualTo(new ServiceHealth(
                            "origin",
                            Target.Kind.SERVICE,
                            ServiceHealth.Status.NOT_READY,
                            "not ready: kafka",
                            Instant.ofEpochSecond(2)));
            now.set(Instant.ofEpochSecond(3));
            assertThat(ask(probe).since()).isEqualTo(Instant.ofEpochSecond(2));
            answer.set(new Answer(200, ""));
            assertThat(ask(probe).detail()).isEmpty();
        }
    }

    @Test
    void an_answer_that_explains_nothing_is_told_by_its_status() throws Exception {
        answer.set(new Answer(500, "<html>no</html>"));
        try (HealthProbe probe = probe(server.getAddress().getPort())) {
            assertThat(ask(probe).detail()).isEqualTo("answers 500");
        }
    }

    @Test
    void an_endless_answer_is_cut_off() throws Exception {
        answer.set(new Answer(503, "x".repeat(1 << 20)));
        try (HealthProbe probe = probe(server.getAddress().getPort())) {
            assertThat(ask(probe).status()).isEqualTo(ServiceHealth.Status.UNREACHABLE);
        }
    }

    @Test
    void a_closed_port_and_a_silent_one_are_unreachable() throws Exception {
        int port;
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = silent.getLocalPort();
            try (HealthProbe probe = probe(port)) {
                assertThat(ask(probe).detail()).isEqualTo("no answer within 1000 ms");
            }
        }
        try (HealthProbe probe = probe(port)) {
            ServiceHealth health = ask(probe);
            assertThat(health.status()).isEqualTo(ServiceHealth.Status.UNREACHABLE);
            assertThat(health.detail()).isEqualTo("nothing listens there");
        }
    }
}
