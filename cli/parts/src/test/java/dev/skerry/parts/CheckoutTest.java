package dev.skerry.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckoutTest {
    @Test
    void it_is_found_from_the_reactor() {
        Path root = Checkout.find().root();

        assertThat(root.resolve("cli/parts/pom.xml")).exists();
        assertThat(root.resolve("contract/pom.xml")).exists();
    }

    @Test
    void it_is_found_from_a_jar_of_the_command_and_from_nowhere_else(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("cli/parts/target/kafka-lib"));

        assertThat(Checkout.above(folder.resolve("cli/target/lib/parts.jar"))).isEqualTo(new Checkout(folder));
        assertThat(Checkout.above(folder.resolveSibling("elsewhere"))).isNull();
    }

    @Test
    void a_port_with_a_listener_is_not_free() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(FreePort.isFree(listener.getLocalPort())).isFalse();
        }
        assertThat(FreePort.isFree(FreePort.any())).isTrue();
    }

    @Test
    void no_port_is_given_twice_nor_one_that_the_system_gives_to_who_asks_for_any() throws IOException {
        assertThat(Stream.generate(FreePort::any).limit(200))
                .doesNotHaveDuplicates()
                .allSatisfy(port -> assertThat(port).isBetween(FreePort.FIRST, FreePort.LAST));
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(any.getLocalPort()).isGreaterThan(FreePort.LAST);
        }
    }
}
