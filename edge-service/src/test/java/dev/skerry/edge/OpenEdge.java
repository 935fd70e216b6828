package dev.skerry.edge;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.skerry.edge.origin.UpstreamLimits;
import dev.skerry.edge.server.ServerLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** An edge alone on sockets, on the time of a test of another package. Gives up on silent upstreams after a second. */
public final class OpenEdge implements AutoCloseable {
    private static final UpstreamLimits UPSTREAM = new UpstreamLimits(
            8,
            100,
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(50));

    private final Edge edge;

    private OpenEdge(Edge edge) {
        this.edge = edge;
    }

    /** @param clock and {@code ticker} that responses age by */
    public static OpenEdge start(Path siteFile, InstantSource clock, Ticker ticker) throws InterruptedException {
        return new OpenEdge(Edge.start(TestConfig.standalone(siteFile), UPSTREAM, ServerLimits.DEFAULT, clock, ticker));
    }

    /** Where users ask. */
    public int port() {
        return edge.httpPort();
    }

    /** Whether no upstream is being asked or read. */
    public boolean isQuiet() {
        try {
            return RawClient.get(edge.adminPort(), "localhost", "/q/metrics")
                    .content()
                    .lines()
                    .filter(line -> line.startsWith("skerry_edge_fills"))
                    .allMatch(line -> line.endsWith(" 0") || line.endsWith(" 0.0"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        edge.close();
    }
}
