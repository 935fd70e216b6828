package dev.skerry.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WireTest {
    private static final int SOON_MILLIS = 100;
    private static final int LIMIT_MILLIS = 10_000;

    private ServerSocket echo;
    private Wire wire;

    @BeforeEach
    void lay() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
        wire = new Wire(echo.getLocalPort());
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = echo.accept();
                Thread.ofVirtual().start(() -> echo(socket));
            }
        } catch (IOException closed) {
            assertThat(echo.isClosed()).isTrue();
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException cut) {
            assertThat(socket.isClosed()).isTrue();
        }
    }

    @AfterEach
    void remove() throws IOException {
        wire.close();
        echo.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), wire.port());
        socket.setSoTimeout(LIMIT_MILLIS);
        return socket;
    }

    private static int ask(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        return socket.getInputStream().read();
    }

    @Test
    void what_is_stalled_comes_through_once_it_is_mended() throws IOException {
        try (Socket socket = connect()) {
            assertThat(ask(socket, 1)).isEqualTo(1);
            wire.stall();
            socket.setSoTimeout(SOON_MILLIS);
            assertThatThrownBy(() -> ask(socket, 2)).isInstanceOf(SocketTimeoutException.class);
            socket.setSoTimeout(LIMIT_MILLIS);
            wire.mend();
            assertThat(socket.getInputStream().read()).isEqualTo(2);
        }
    }

    @Test
    void what_is_cut_ends_and_new_connections_end_until_it_is_mended() throws IOException {
        try (Socket before = connect()) {
            assertThat(ask(before, 1)).isEqualTo(1);
            wire.cut();
            assertThat(isEnded(before)).isTrue();
        }
        try (Socket meanwhile = connect()) {
            assertThat(isEnded(meanwhile)).isTrue();
        }
        wire.mend();
        try (Socket after = connect()) {
            assertThat(ask(after, 3)).isEqualTo(3);
        }
    }

    private static boolean isEnded(Socket socket) {
        try {
            return ask(socket, 2) < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void what_is_slow_comes_late_both_ways_and_few_at_a_time() throws IOException {
        try (Socket socket = connect()) {
            assertThat(ask(socket, 1)).isEqualTo(1);
            wire.slow();
            assertThat(millis(() -> assertThat(ask(socket, 2)).isEqualTo(2)))
                    .isGreaterThanOrEqualTo(2 * Wire.DELAY_MILLIS);
            byte[] much = new byte[Wire.BYTES_PER_SECOND / 4];
            long took = millis(() -> {
                socket.getOutputStream().write(much);
                assertThat(socket.getInputStream().readNBytes(much.length)).hasSize(much.length);
            });
            assertThat(took).isGreaterThanOrEqualTo(2 * 250);
            wire.mend();
            assertThat(millis(() -> assertThat(ask(socket, 3)).isEqualTo(3))).isLessThan(Wire.DELAY_MILLIS);
        }
    }

    @Test
    void of_an_answer_half_comes_and_then_a_reset_until_it_is_mended() throws IOException {
        try (Socket socket = connect()) {
            assertThat(ask(socket, 1)).isEqualTo(1);
            wire.breakOff();
            socket.getOutputStream().write(new byte[1_000]);
            InputStream in = socket.getInputStream();
            assertThatThrownBy(() -> in.readNBytes(1_000)).isInstanceOf(SocketException.class);
        }
        wire.mend();
        try (Socket after = connect()) {
            assertThat(ask(after, 3)).isEqualTo(3);
        }
    }

    /** What can fail. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static long millis(Work work) throws IOException {
        long begun = System.nanoTime();
        work.run();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }
}
