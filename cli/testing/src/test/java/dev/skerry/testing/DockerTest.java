package dev.skerry.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerTest {
    @Test
    void an_engine_that_answers_its_ping_is_found() throws Exception {
        assertThat(answersWhenTheServerSays("HTTP/1.1 200 OK\r\n\r\nOK")).isTrue();
        assertThat(answersWhenTheServerSays("HTTP/1.0 500 Internal Server Error\r\n\r\n"))
                .isFalse();
        assertThat(answersWhenTheServerSays("SSH-2.0-OpenSSH\r\n")).isFalse();
    }

    @Test
    void no_socket_no_listener_and_silence_all_mean_no_engine(@TempDir Path folder) throws IOException {
        assertThat(DockerEngine.answers(List.of(URI.create("unix://" + folder.resolve("none.sock")))))
                .isFalse();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(DockerEngine.answers(List.of(URI.create("tcp://127.0.0.1:" + silent.getLocalPort()))))
                    .isFalse();
        }
    }

    @Test
    void what_is_remembered_for_the_jvm_is_what_the_engine_of_this_machine_answers() {
        assertThat(DockerEngine.answers()).isEqualTo(DockerEngine.answers(DockerEngine.addresses()));
    }

    @Test
    void the_kind_of_parts_can_be_forced_and_is_docker_where_it_answers() {
        assertThat(PartsKind.choose(null, () -> true)).isEqualTo(PartsKind.DOCKER);
        assertThat(PartsKind.choose(null, () -> false)).isEqualTo(PartsKind.EMBEDDED);
        assertThat(PartsKind.choose("auto", () -> true)).isEqualTo(PartsKind.DOCKER);
        assertThat(PartsKind.choose("embedded", () -> true)).isEqualTo(PartsKind.EMBEDDED);
        assertThat(PartsKind.choose("Docker", () -> false)).isEqualTo(PartsKind.DOCKER);
        assertThatThrownBy(() -> PartsKind.choose("podman", () -> true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use docker, embedded or auto");
    }

    @Test
    void a_test_that_needs_docker_is_skipped_by_name_without_it() {
        assertThat(new DockerCondition().decide(true, "the images").isDisabled())
                .isFalse();
        assertThat(new DockerCondition().decide(false, "the images").isDisabled())
                .isTrue();
        assertThat(new DockerCondition().decide(false, "the images").getReason())
                .contains("needs Docker: the images");
    }

    private static boolean answersWhenTheServerSays(String answer) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(server, answer));
            boolean answers = DockerEngine.answers(List.of(URI.create("tcp://127.0.0.1:" + server.getLocalPort())));
            served.get(10, TimeUnit.SECONDS);
            return answers;
        }
    }

    private static void serve(ServerSocket server, String answer) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
