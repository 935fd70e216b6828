package dev.skerry.edge;

import dev.skerry.edge.RawClient.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One edge alone in front of a scripted origin, for {@value #HOST}. Until a test says otherwise the origin answers
 * everything, fresh for a minute, with an ETag.
 */
final class EdgeAlone implements AutoCloseable {
    static final String HOST = "docs.localhost";

    final ScriptedOrigin origin;
    final Edge node;

    private EdgeAlone(ScriptedOrigin origin, Edge node) {
        this.origin = origin;
        this.node = node;
    }

    /** @param folder for the site file */
    static EdgeAlone start(Path folder) throws IOException, InterruptedException {
        return start(folder, "{}");
    }

    /**
     * @param folder for the site file
     * @param cache the site's cache rules, YAML on one line
     */
    static EdgeAlone start(Path folder, String cache) throws IOException, InterruptedException {
        ScriptedOrigin origin = new ScriptedOrigin((request, answer) ->
                answer.send(200, "content of " + request.target(), "Cache-Control: max-age=60", "ETag: \"1\""));
        Path site = siteFile(folder, origin.url());
        Files.writeString(site, "cache: " + cache + "\n", StandardOpenOption.APPEND);
        return new EdgeAlone(origin, Edge.start(TestConfig.standalone(site)));
    }

    /** The file of a site at {@value #HOST} whose origin is {@code originUrl}. */
    static Path siteFile(Path folder, String originUrl) throws IOException {
        Path site = folder.resolve("site.yaml");
        Files.writeString(site, """
                site: docs
                hosts: [docs.localhost]
                origins: [{url: "%s"}]
                """.formatted(originUrl));
        return site;
    }

    int httpPort() {
        return node.httpPort();
    }

    Reply get(String target, String... fields) throws IOException {
        return RawClient.get(httpPort(), HOST, target, fields);
    }

    Reply request(String method, String target, String content) throws IOException {
        return RawClient.request(httpPort(), method, HOST, target, content);
    }

    /** Sends {@code text} as it is. */
    Reply raw(String text) throws IOException {
        return RawClient.raw(httpPort(), text, false);
    }

    Reply admin(String target) throws IOException {
        return RawClient.get(node.adminPort(), "localhost", target);
    }

    @Override
    public void close() throws IOException {
        node.close();
        origin.close();
    }
}
