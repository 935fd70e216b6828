package dev.skerry.edge.server;

import java.time.Duration;

/**
 * How much and how long a user may take.
 *
 * @param lineBytes of a request line
 * @param fieldBytes of all fields together, with the trailers; in HTTP/2 of the head and of the trailers, counted with 32
 *     bytes more for each field (RFC 9113 section 6.5.2)
 * @param idle of a connection, on which nothing was sent or received, and of an answer, of which the client takes nothing
 * @param linger how long request content that nobody reads is thrown away after the answer, before the connection is
 *     closed
 */
public record ServerLimits(int lineBytes, int fieldBytes, Duration idle, Duration linger) {
    /** 8 KiB and a little, for a URL of 8 KiB; 32 KiB; 75 s; 30 s. */
    public static final ServerLimits DEFAULT =
            new ServerLimits(8 * 1024 + 256, 32 * 1024, Duration.ofSeconds(75), Duration.ofSeconds(30));
}
