package dev.skerry.parts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback interface that nobody listens on. */
public final class FreePort {
    /**
     * Registered ports below the range from which Linux (32768 and up), macOS and Windows (49152 and up) serve
     * connections and listeners that ask for any port: none of these can take a port between the asking and the use.
     */
    static final int FIRST = 20_000;

    static final int LAST = 32_767;

    private static final int MAX_ATTEMPTS = 1000;

    /** At most as many as there are ports. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /**
     * A port from {@value FIRST} to {@value LAST} that is free now, and that this JVM has not been given before. Another
     * process that asks for this very port may take it before the caller does; whoever starts a server on it checks that
     * the server came up.
     *
     * @throws IllegalStateException if there is none
     */
    public static int any() {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port on the loopback interface in " + MAX_ATTEMPTS + " attempts");
    }

    /** Whether a server could listen on {@code port} (1 to 65535) of 127.0.0.1 now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As servers do, so that connections of an earlier run in TIME_WAIT do not count as a listener.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
