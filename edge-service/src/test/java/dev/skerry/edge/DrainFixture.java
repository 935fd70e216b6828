package dev.skerry.edge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are told to end, in front of an origin that answers everything, fresh for a minute, until a test says otherwise. */
abstract class DrainFixture {
    @TempDir
    Path folder;

    ScriptedOrigin origin;

    @BeforeEach
    void startOrigin() throws IOException {
        origin = new ScriptedOrigin(
                (request, answer) -> answer.send(200, "content of " + request.target(), "Cache-Control: max-age=60"));
    }

    @AfterEach
    void stopOrigin() throws IOException {
        origin.close();
    }

    final Edge start(String delay, String limit) throws IOException, InterruptedException {
        return Edge.start(TestConfig.of(Map.of(
                "skerry.site-file",
                EdgeAlone.siteFile(folder, origin.url()).toString(),
                "skerry.drain.delay",
                delay,
                "skerry.drain.limit",
                limit)));
    }

    static RawClient.Reply admin(Edge node, String path) {
        try {
            return RawClient.get(node.adminPort(), "localhost", path);
        } catch (IOException e) {
            throw new IllegalStateException("the admin port answers until the end", e);
        }
    }

    static boolean isNotReady(Edge node) {
        return admin(node, "/q/health/ready").status() == 503;
    }
}
