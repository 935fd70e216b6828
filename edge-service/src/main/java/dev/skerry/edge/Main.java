package dev.skerry.edge;

import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a node as a process of its own; SIGTERM ends it in good order. Exit code 2 means that it can't be set up so. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    /** Takes its configuration from system properties and the environment: see {@link EdgeConfig}. */
    public static void main(String[] args) {
        try {
            EdgeConfig config = EdgeConfig.fromEnvironment();
            LOG.info("starting {}", config);
            Edge edge = Edge.start(config);
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(edge::close));
        } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
            LOG.error("this node can't start: {}", e.getMessage());
            LOG.debug("because", e);
            System.exit(2);
        } catch (InterruptedException e) {
            LOG.error("interrupted while starting");
            System.exit(1);
        }
    }
}
