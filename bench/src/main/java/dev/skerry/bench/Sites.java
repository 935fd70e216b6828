package dev.skerry.bench;

import dev.skerry.contract.Json;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Sites to purge, and one to ask for. */
final class Sites {
    /** So many that most partitions of the log are in use. */
    private static final int COUNT = 8;

    /** The host of the site that users ask for. */
    static final String HOST = "hits.localhost";

    private Sites() {}

    /** Sites that nobody asks for. */
    static List<SiteConfig> purged() {
        return IntStream.range(0, COUNT)
                .mapToObj(i -> read("bench-" + i, "bench-" + i + ".localhost", 9))
                .toList();
    }

    /** The id of one of those. */
    static SiteId id(long number) {
        return new SiteId("bench-" + number % COUNT);
    }

    /** The one that users ask for. */
    static SiteConfig asked(int originPort) {
        return read("hits", HOST, originPort);
    }

    /** The same as a file. */
    static String file(int originPort) {
        return text("hits", HOST, originPort);
    }

    private static SiteConfig read(String site, String host, int originPort) {
        return Json.readYaml(text(site, host, originPort).getBytes(StandardCharsets.UTF_8), SiteConfig.class);
    }

    private static String text(String site, String host, int originPort) {
        return "site: %s\nhosts: [%s]\norigins: [{url: \"http://127.0.0.1:%d\"}]\n".formatted(site, host, originPort);
    }
}
