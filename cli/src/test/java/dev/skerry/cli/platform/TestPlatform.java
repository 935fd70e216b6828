package dev.skerry.cli.platform;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.skerry.contract.PopId;
import dev.skerry.parts.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A data folder in which a platform seems to run, all of whose services answer as the test says: what commands send is
 * seen, and what they get is chosen. The real services are driven by the end-to-end test.
 */
public final class TestPlatform implements AutoCloseable {
    /** What was asked: {@code METHOD target}, header fields in lower case, body. */
    public record Asked(String line, Map<String, String> headers, String body) {}

    /** What is answered. */
    public record Answer(int status, String body) {}

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Asked> asked = new ConcurrentHashMap<>();
    private final List<HttpServer> servers = new ArrayList<>();
    private final Function<Asked, Answer> answers;

    /** Runs in {@code folder} until closed. */
    public TestPlatform(Path folder, Function<Asked, Answer> answers) throws IOException {
        this.answers = answers;
        DataFolder data = new DataFolder(folder);
        data.create();
        new Secrets(data.secrets()).prepare(Clock.systemUTC());
        new RunFolder(data.run())
                .write(new Layout(
                        FreePort.any(),
                        listen(),
                        listen(),
                        FreePort.any(),
                        List.of(new PopPorts(
                                new PopId("fra"), FreePort.any(), FreePort.any(), listen(), FreePort.any()))));
    }

    private int listen() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        servers.add(server);
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new ConcurrentHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        Asked request =
                new Asked(line, headers, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        asked.put(line, request);
        Answer answer = answers.apply(request);
        byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** What was asked so far, by {@code METHOD target}. */
    public Map<String, Asked> asked() {
        return asked;
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
        threads.close();
    }
}
