package dev.skerry.edge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a node as a process of its own; SIGTERM ends it in good order. Exit code 2 means that it can't be set up so. */
public final class Main {
    private Main() {}

    /** Takes its configuration from system properties and the environment: see {@link EdgeConfig}. */
    public static void main(String[] args) {
        configureLogging();
        Logger log = LoggerFactory.getLogger(Main.class);
        try {
            EdgeConfig config = EdgeConfig.fromEnvironment();
            log.info("starting {}", config);
            Edge edge = Edge.start(config);
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(edge::close));
        } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
            log.error("this node can't start: {}", e.getMessage());
            log.debug("because", e);
            System.exit(2);
        } catch (InterruptedException e) {
            log.error("interrupted while starting");
            System.exit(1);
        }
    }

    /** Before the first logger is made; a file that the operator names wins. */
    private static void configureLogging() {
        if (System.getProperty("java.util.logging.config.file") != null) {
            return;
        }
        try (InputStream settings = Main.class.getResourceAsStream("/logging.properties")) {
            LogManager.getLogManager().readConfiguration(settings);
        } catch (IOException e) {
            throw new UncheckedIOException("the jar's own logging.properties can't be read", e);
        }
    }
}
