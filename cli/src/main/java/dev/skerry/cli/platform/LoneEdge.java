package dev.skerry.cli.platform;

import dev.skerry.parts.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.OptionalInt;

/**
 * One edge in the foreground of the terminal, without a platform.
 *
 * @param site its site file
 * @param http port for HTTP
 * @param https port for HTTPS, if any
 * @param admin port for health, metrics and explain
 * @param eventLoops threads that serve; one per core if empty
 */
public record LoneEdge(Path site, int http, OptionalInt https, int admin, OptionalInt eventLoops) {
    /**
     * Runs it until it ends, and returns its exit code. Its output is ours; Ctrl-C reaches it through the terminal, and a
     * SIGTERM to us is passed on.
     */
    public int run(DataFolder data, Clock clock) {
        Path jar = Checkout.find().root().resolve("edge-service/target/edge-service.jar");
        if (!Files.isRegularFile(jar)) {
            throw new CommandFailed(jar + " has not been built", "Run ./skerry itself: it builds what is missing.");
        }
        ProcessBuilder builder = new ProcessBuilder(Jvm.edgeAlone(jar)).inheritIO();
        Map<String, String> environment = builder.environment();
        environment.put("SKERRY_SITE_FILE", site.toString());
        environment.put("SKERRY_HTTP_PORT", Integer.toString(http));
        environment.put("SKERRY_ADMIN_PORT", Integer.toString(admin));
        eventLoops.ifPresent(count -> environment.put("SKERRY_EVENT_LOOPS", Integer.toString(count)));
        https.ifPresent(port -> {
            new Secrets(data.secrets()).prepare(clock);
            DevelopmentCertificates certificates = new DevelopmentCertificates(data.secrets());
            certificates.prepare(clock);
            environment.put("SKERRY_HTTPS_PORT", Integer.toString(port));
            environment.put("SKERRY_TLS_CERT", certificates.certificate().toString());
            environment.put("SKERRY_TLS_KEY", certificates.key().toString());
        });
        try {
            Process edge = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(edge::destroy, "stop-edge"));
            return edge.waitFor();
        } catch (IOException e) {
            throw new CommandFailed("the edge could not be started: " + e.getMessage(), "See that it can be run.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
