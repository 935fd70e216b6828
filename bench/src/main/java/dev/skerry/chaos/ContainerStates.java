package dev.skerry.chaos;

import dev.skerry.stage.SystemCommand;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** How the containers of a compose project are, as Docker says once a second, all of them at once. Thread-safe. */
final class ContainerStates implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ContainerStates.class.getName());

    private final String project;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Map<String, String> states = Map.of();

    /** Begins to ask. */
    ContainerStates(String project) {
        this.project = project;
        Thread.ofVirtual().name("container states").start(this::run);
    }

    private void run() {
        try {
            do {
                look();
            } while (!closed.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        try {
            states = read(SystemCommand.run(
                    "docker",
                    "ps",
                    "--all",
                    "--filter",
                    "label=com.docker.compose.project=" + project,
                    "--format",
                    "{{.Names}}\t{{.Status}}"));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Docker does not say how containers are", e);
            states = Map.of();
        }
    }

    /** Status by name, of lines with the two and a tab between. */
    static Map<String, String> read(String lines) {
        Map<String, String> read = new HashMap<>();
        for (String line : lines.lines().toList()) {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                read.put(line.substring(0, tab), line.substring(tab + 1));
            }
        }
        return read;
    }

    /** Whether a container runs, is not paused, and its health check says that it is well. */
    boolean isHealthy(String name) {
        return isHealthyStatus(states.getOrDefault(name, ""));
    }

    /** Whether a container had ended when Docker was asked last. */
    boolean hasEnded(String name) {
        return states.getOrDefault(name, "").startsWith("Exited ");
    }

    static boolean isHealthyStatus(String status) {
        return status.startsWith("Up ") && status.endsWith("(healthy)");
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
