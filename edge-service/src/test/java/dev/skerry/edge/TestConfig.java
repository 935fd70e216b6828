package dev.skerry.edge;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Node configurations for tests: any free port, small memory, and little patience at the end. */
final class TestConfig {
    private TestConfig() {}

    static EdgeConfig standalone(Path siteFile) {
        return of(Map.of("skerry.site-file", siteFile.toString()));
    }

    static EdgeConfig of(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(Map.of(
                "skerry.http.port", "0",
                "skerry.https.port", "0",
                "skerry.admin.port", "0",
                "skerry.event-loops", "2",
                "skerry.memory", "16MiB",
                "skerry.drain.limit", "5s"));
        all.putAll(properties);
        return EdgeConfig.from(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(all, "test", 1000))
                .build());
    }
}
