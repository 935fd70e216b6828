package dev.skerry.edge.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private final AtomicReference<@Nullable String> broken = new AtomicReference<>();
    private final AdminPages pages = new AdminPages(
            new Health().require("fleet", () -> "catching up").requireToLive("fleet", broken::get),
            () -> "",
            () -> null);

    @Test
    void a_node_that_is_not_ready_is_live() {
        assertThat(pages.get("/q/health/ready", Map.of()).status()).isEqualTo(503);
        assertThat(pages.get("/q/health/live", Map.of()).status()).isEqualTo(200);
    }

    @Test
    void a_node_that_only_a_restart_helps_is_not_live_and_says_why() {
        broken.set("the purge log was made anew");
        AdminPages.Page page = pages.get("/q/health/live", Map.of());

        assertThat(page.status()).isEqualTo(503);
        assertThat(page.content()).contains("the purge log was made anew");
    }
}
