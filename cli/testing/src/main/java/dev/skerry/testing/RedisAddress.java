package dev.skerry.testing;

/**
 * Where the tests' Redis is. It is shared by all tests of a JVM: use keys of your own.
 *
 * @param host name or address
 * @param port TCP port
 */
public record RedisAddress(String host, int port) {
    /** {@code redis://HOST:PORT}, as the edge and Lettuce read it. */
    public String uri() {
        return "redis://" + host + ":" + port;
    }
}
