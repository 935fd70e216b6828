package dev.skerry.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port of 127.0.0.1 that leads to another one, and can be cut (connections end, new ones are refused) or stalled (nothing
 * gets through, and nobody is told). A thread for each direction of a connection, whose number its users bound. Thread-safe.
 */
final class Wire implements AutoCloseable {
    private static final int BUFFER = 16 << 10;
    private static final int CONNECT_MILLIS = 1_000;

    private enum State {
        OPEN,
        CUT,
        STALLED
    }

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private State state = State.OPEN;

    /** Leads to {@code target}, where nobody needs to listen yet. */
    Wire(int target) throws IOException {
        this.target = target;
        server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** The near end. */
    int port() {
        return server.getLocalPort();
    }

    /** Ends all connections, and every new one. */
    void cut() {
        change(State.CUT);
        closeAll();
    }

    /** Lets nothing through in either direction. */
    void stall() {
        change(State.STALLED);
    }

    /** Lets everything through, also what waits since it was stalled. */
    void mend() {
        change(State.OPEN);
    }

    private synchronized void change(State now) {
        state = now;
        notifyAll();
    }

    private synchronized boolean passes() throws InterruptedException {
        while (state == State.STALLED) {
            wait();
        }
        return state == State.OPEN;
    }

    private synchronized boolean isCut() {
        return state == State.CUT;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                if (isCut()) {
                    near.close();
                } else {
                    Thread.ofVirtual().start(() -> connect(near));
                }
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new IllegalStateException("the wire to port " + target + " accepts no more", e);
                }
            }
        }
    }

    private void connect(Socket near) {
        Socket far = new Socket();
        sockets.add(near);
        sockets.add(far);
        try {
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> pump(far, near));
            pump(near, far);
        } catch (IOException nobodyListens) {
            end(near, far);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0 && passes(); read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
            end(from, to);
        } catch (IOException oneOfThemEnded) {
            end(from, to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(from, to);
        }
    }

    private void end(Socket... ended) {
        for (Socket socket : ended) {
            sockets.remove(socket);
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException("a socket can't be closed", e);
            }
        }
    }

    private void closeAll() {
        end(sockets.toArray(Socket[]::new));
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
