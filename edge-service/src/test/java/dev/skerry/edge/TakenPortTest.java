package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TakenPortTest {
    @ParameterizedTest
    @ValueSource(strings = {"skerry.http.port", "skerry.admin.port"})
    void a_port_that_is_taken_is_named_with_its_property(String property, @TempDir Path folder) throws IOException {
        Path site = EdgeAlone.siteFile(folder, "http://127.0.0.1:9");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EdgeConfig config = TestConfig.of(
                    Map.of("skerry.site-file", site.toString(), property, Integer.toString(taken.getLocalPort())));
            assertThatThrownBy(() -> Edge.start(config))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(property + ": port " + taken.getLocalPort() + " of 127.0.0.1 can't be opened")
                    .hasMessageContaining("Address already in use")
                    .hasMessageContaining("set " + property + " to another");
        }
    }
}
