package dev.skerry.edge.admin;

import dev.skerry.contract.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The pages of the admin port, as in every service of the platform: {@code /q/health/*}, {@code /q/metrics}, {@code /explain}. */
public final class AdminPages {
    private final Health health;
    private final Supplier<String> metrics;
    private final Supplier<@Nullable Explain> explain;

    /**
     * Shows {@code health}, {@code metrics} (Prometheus text) and what {@code explain} tells, which is null while the node
     * starts.
     */
    public AdminPages(Health health, Supplier<String> metrics, Supplier<@Nullable Explain> explain) {
        this.health = health;
        this.metrics = metrics;
        this.explain = explain;
    }

    /**
     * A page.
     *
     * @param status of HTTP
     * @param type of the content
     * @param content as text
     */
    public record Page(int status, String type, String content) {
        static Page json(int status, Object value) {
            return new Page(status, "application/json", Json.writeString(value));
        }
    }

    /** Answers {@code GET path}; called on a thread that may wait for Redis. */
    public Page get(String path, Map<String, List<String>> query) {
        return switch (path) {
            case "/q/health/live" -> state(health.vital());
            case "/q/health/ready", "/q/health/started", "/q/health" -> state(health.checks());
            case "/q/metrics" -> new Page(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get());
            case "/explain" -> explain(query);
            default ->
                new Page(
                        404,
                        "text/plain; charset=utf-8",
                        "There are /q/health/live, /q/health/ready, /q/health/started, /q/metrics and"
                                + " /explain?url=URL[&method=METHOD][&header=NAME:VALUE ...]\n");
        };
    }

    private static Page state(List<Health.Check> checks) {
        boolean up = checks.stream().allMatch(Health.Check::holds);
        List<Map<String, Object>> list = new ArrayList<>();
        for (Health.Check check : checks) {
            @Nullable String reason = check.reasonNot();
            list.add(Map.of(
                    "name", check.name(),
                    "status", word(check.holds()),
                    "data", reason == null ? Map.of() : Map.of("reason", reason)));
        }
        return Page.json(up ? 200 : 503, Map.of("status", word(up), "checks", list));
    }

    private static String word(boolean up) {
        return up ? "UP" : "DOWN";
    }

    private static String first(Map<String, List<String>> query, String name, String otherwise) {
        return query.getOrDefault(name, List.of(otherwise)).getFirst();
    }

    private Page explain(Map<String, List<String>> query) {
        @Nullable Explain ready = explain.get();
        if (ready == null) {
            return Page.json(503, Map.of("error", "the node is starting: see /q/health/ready"));
        }
        try {
            return Page.json(
                    200,
                    ready.request(
                            first(query, "method", "GET"),
                            first(query, "url", ""),
                            query.getOrDefault("header", List.of())));
        } catch (IllegalArgumentException malformed) {
            return Page.json(400, Map.of("error", String.valueOf(malformed.getMessage())));
        }
    }
}
