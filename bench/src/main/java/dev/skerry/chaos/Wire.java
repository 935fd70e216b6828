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
import java.util.concurrent.TimeUnit;

/**
 * A port of this machine that leads to one of 127.0.0.1, and can be cut (connections end, new ones are refused), stalled (nothing
 * gets through, and nobody is told), slow, or break answers off (half of what comes back, and a reset). A thread for each direction of a connection, whose number its users bound. Thread-safe.
 */
final class Wire implements AutoCloseable {
    /** How late each piece comes while it is slow, in either direction. */
    static final int DELAY_MILLIS = 100;

    /** The most that comes through a connection in one direction while it is slow. */
    static final int BYTES_PER_SECOND = 50_000;

    private static final int BUFFER = 16 << 10;
    private static final int CONNECT_MILLIS = 1_000;

    private enum State {
        OPEN,
        CUT,
        STALLED,
        SLOW,
        RESETTING
    }

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private State state = State.OPEN;

    /** Leads to {@code target}, where nobody needs to listen yet. */
    Wire(int target) throws IOException {
        this(InetAddress.getLoopbackAddress(), target);
    }

    /** As {@link #Wire(int)}, from a port of another address of this machine. */
    Wire(InetAddress near, int target) throws IOException {
        this.target = target;
        server = new ServerSocket(0, 128, near);
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

    /** Lets things through late, and few at a time. */
    void slow() {
        change(State.SLOW);
    }

    /** Lets half of the next answer through on each connection, and resets it then. */
    void breakOff() {
        change(State.RESETTING);
    }

    /** Lets everything through, also what waits since it was stalled. */
    void mend() {
        change(State.OPEN);
    }

    private synchronized void change(State now) {
        state = now;
        notifyAll();
    }

    /** Returns once a piece of so many bytes may go on, or is to be dropped, and how the wire is then. */
    private synchronized State await(int bytes) throws InterruptedException {
        long begun = System.nanoTime();
        long slowNanos =
                TimeUnit.MILLISECONDS.toNanos(DELAY_MILLIS) + TimeUnit.SECONDS.toNanos(bytes) / BYTES_PER_SECOND;
        while (true) {
            switch (state) {
                case OPEN, CUT, RESETTING -> {
                    return state;
                }
                case STALLED -> wait();
                case SLOW -> {
                    long left = slowNanos - (System.nanoTime() - begun);
                    if (left <= 0) {
                        return state;
                    }
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                }
            }
        }
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
            Thread.ofVirtual().start(() -> pump(far, near, true));
            pump(near, far, false);
        } catch (IOException nobodyListens) {
            end(near, far);
        }
    }

    private void pump(Socket from, Socket to, boolean isAnswer) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                switch (await(read)) {
                    case OPEN, SLOW, STALLED -> out.write(buffer, 0, read);
                    case CUT -> {
                        end(from, to);
                        return;
                    }
                    case RESETTING -> {
                        out.write(buffer, 0, isAnswer ? read / 2 : read);
                        if (isAnswer) {
                            reset(to);
                            end(from, to);
                            return;
                        }
                    }
                }
            }
            end(from, to);
        } catch (IOException oneOfThemEnded) {
            end(from, to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(from, to);
        }
    }

    /** Closing it tells the other side that the connection broke, not that it is over. */
    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
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
