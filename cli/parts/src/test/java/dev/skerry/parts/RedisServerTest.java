package dev.skerry.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerTest {
    @TempDir
    private Path folder;

    @Test
    void it_keeps_values_within_its_bound_and_writes_nothing_to_disk() throws Exception {
        int port = FreePort.any();
        Path work = folder.resolve("redis");
        try (ChildProcess redis =
                ChildProcess.start(RedisServer.launch("redis", work, port, folder.resolve("redis.log"), folder))) {
            redis.awaitReady(() -> RedisServer.answers(port), Duration.ofSeconds(30));

            assertThat(ask(port, "SET key value", 1)).containsExactly("+OK");
            assertThat(ask(port, "GET key", 2)).containsExactly("$5", "value");
            assertThat(ask(port, "CONFIG GET maxmemory", 5)).contains(Integer.toString(64 << 20));
            assertThat(ask(port, "CONFIG GET maxmemory-policy", 5)).contains("allkeys-lru");
            assertThat(redis.stop(Duration.ofSeconds(10))).isTrue();
        }
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void the_carried_server_is_unpacked_once_into_the_folder_given() {
        Path program = RedisServer.carried(folder, "Linux", "amd64");

        assertThat(program).isExecutable().hasParent(folder).hasSize(9_701_528);
        assertThat(RedisServer.carried(folder, "Linux", "amd64")).isEqualTo(program);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
        assertThat(RedisServer.carried(folder, "Mac OS X", "aarch64")).isExecutable();
    }

    @Test
    void a_system_without_a_server_is_told_how_to_get_one() {
        assertThatThrownBy(() -> RedisServer.carried(folder, "Linux", "riscv64"))
                .isInstanceOf(PartFailedException.class)
                .hasMessageContaining("Linux on riscv64")
                .hasMessageContaining("install redis or valkey");
        assertThat(Files.exists(folder.resolve("bin"))).isFalse();
    }

    private static List<String> ask(int port, String command, int lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            List<String> answer = new ArrayList<>();
            while (answer.size() < lines) {
                answer.add(in.readLine());
            }
            return answer;
        }
    }
}
