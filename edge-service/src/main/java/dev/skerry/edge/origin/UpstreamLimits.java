package dev.skerry.edge.origin;

import java.time.Duration;

/**
 * How much and how long the requests to one upstream may take.
 *
 * @param connections to it at a time
 * @param waiting requests that may wait for one of them
 * @param connect the time for TCP, and as much again for TLS
 * @param connection the time until a request has its connection, whether it waits for a pooled one or opens one
 * @param content the silence, of either side, within the content of a request
 * @param head from the end of the request to the head of the response
 * @param idle the silence of the upstream within a response, while somebody wants to read on
 * @param keepAlive of a connection without requests
 */
public record UpstreamLimits(
        int connections,
        int waiting,
        Duration connect,
        Duration connection,
        Duration content,
        Duration head,
        Duration idle,
        Duration keepAlive) {
    /**
     * 64 connections, 1024 waiting; 3 s to connect, 10 s to have a connection, 60 s of silence in a request, 30 s to the head,
     * 30 s of silence in a response; 50 s of keep-alive, below the 60 to 75 s of common servers, so that we close first.
     */
    public static final UpstreamLimits DEFAULT = new UpstreamLimits(
            64,
            1024,
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(50));
}
