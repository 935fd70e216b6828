package dev.skerry.edge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a node as a process of its own. Exit codes: 0 it was asked to end and did so in good order, 2 it can't be set up so,
 * 143 it was asked to end and that was cut short; see {@link Termination}. SIGHUP makes it look at its files now.
 */
public final class Main {
    private Main() {}

    /** Takes its configuration from system properties and the environment: see {@link EdgeConfig}. */
    public static void main(String[] args) {
        configureLogging();
        Logger log = LoggerFactory.getLogger(Main.class);
        Termination termination = Termination.onSignals();
        try {
            EdgeConfig config = EdgeConfig.fromEnvironment();
            log.info("starting {}", config);
            Edge edge = Edge.start(config);
            Signals.on("HUP", edge::reload);
            termination.started(edge, config.drainDelay().plus(config.drainLimit()));
        } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
            if (termination.isAsked()) {
                log.info("given up while starting");
                System.exit(Termination.IN_ORDER);
            }
            log.error("this node can't start: {}", e.getMessage());
            log.debug("because", e);
            System.exit(2);
        } catch (InterruptedException e) {
            log.info("given up while starting");
            System.exit(termination.isAsked() ? Termination.IN_ORDER : 1);
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
