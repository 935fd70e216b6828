package dev.skerry.edge.sites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.Json;
import dev.skerry.contract.PopId;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.edge.policy.SetCookieRule;
import dev.skerry.edge.purge.LogExtent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SitesTest {
    private final Sites sites = new Sites(SiteTable.EMPTY);
    private long next;

    @Test
    void a_site_is_found_by_its_host_before_the_one_that_takes_any() {
        SiteTable table = table(site("docs", "docs.example", "www.example"), site("rest", "*"));
        assertThat(name(table.find("docs.example"))).isEqualTo("docs");
        assertThat(name(table.find("www.example"))).isEqualTo("docs");
        assertThat(name(table.find("other.example"))).isEqualTo("rest");
        assertThat(name(table(site("docs", "docs.example")).find("other.example")))
                .isEqualTo("none");
        assertThat(table.conflicts()).isEmpty();
    }

    @Test
    void a_host_that_several_sites_claim_is_the_first_names_in_whatever_order_they_come() {
        Site a = site("a", "shared.example", "a.example");
        Site b = site("b", "shared.example", "b.example");
        for (SiteTable table : List.of(table(a, b), table(b, a))) {
            assertThat(name(table.find("shared.example"))).isEqualTo("a");
            assertThat(name(table.find("b.example"))).isEqualTo("b");
            assertThat(table.conflicts())
                    .containsExactly(new SiteTable.Conflict("shared.example", new SiteId("a"), new SiteId("b")));
        }
    }

    @Test
    void nothing_is_in_force_before_all_sites_of_the_start_are_read() {
        SiteState state = state(2);
        put(state, "a", 1, "a.example");
        state.batchEnded();
        assertThat(name(sites.find("a.example"))).isEqualTo("none");
        assertThat(state.notReadyReason()).isEqualTo("reading the sites");
        put(state, "b", 1, "b.example");
        state.batchEnded();
        assertThat(state.caughtUp().toCompletableFuture()).isDone();
        assertThat(state.notReadyReason()).isNull();
        assertThat(name(sites.find("a.example"))).isEqualTo("a");
        assertThat(name(sites.find("b.example"))).isEqualTo("b");
    }

    @Test
    void a_newer_version_replaces_a_site_and_a_record_without_value_removes_it() {
        SiteState state = state(0);
        put(state, "a", 1, "old.example");
        put(state, "a", 2, "new.example");
        state.batchEnded();
        assertThat(name(sites.find("old.example"))).isEqualTo("none");
        assertThat(sites.table().sites()).extracting(Site::version).containsExactly(2);
        record(state, "a", null);
        state.batchEnded();
        assertThat(sites.table().sites()).isEmpty();
    }

    @Test
    void a_bad_record_is_counted_and_leaves_the_last_good_version_in_force() {
        SiteState state = state(0);
        put(state, "a", 1, "a.example");
        record(state, "a", "no json".getBytes(StandardCharsets.UTF_8));
        record(state, "a", Json.write(version("b", 1, "b.example")));
        record(state, "Not A Site", Json.write(version("b", 1, "b.example")));
        state.batchEnded();
        assertThat(name(sites.find("a.example"))).isEqualTo("a");
        assertThat(name(sites.find("b.example"))).isEqualTo("none");
        assertThat(state.badRecords()).isEqualTo(3);
    }

    @Test
    void a_broken_log_leaves_the_sites_in_force_and_says_why() {
        SiteState state = state(0);
        put(state, "a", 1, "a.example");
        state.batchEnded();
        state.broken("made anew");
        assertThat(state.notReadyReason()).isEqualTo("made anew");
        assertThat(name(sites.find("a.example"))).isEqualTo("a");
    }

    @Test
    void a_site_file_is_compiled(@TempDir Path folder) throws IOException {
        Site site = SiteFile.load(Files.writeString(folder.resolve("site.yaml"), """
                site: docs
                hosts: [docs.localhost, 127.0.0.1]
                origins: [{url: "http://127.0.0.1:8900"}]
                shield: fra
                cache: {defaultTtl: 90s, setCookie: strip}
                """));
        assertThat(site.id()).isEqualTo(new SiteId("docs"));
        assertThat(site.version()).isZero();
        assertThat(site.config().shield()).isEqualTo(new PopId("fra"));
        assertThat(site.rules().ttl().defaultMs()).isEqualTo(90_000);
        assertThat(site.rules().setCookie()).isEqualTo(SetCookieRule.STRIP);
        assertThat(site.config().lease()).isEqualTo(SiteConfig.Lease.DEFAULT);
    }

    @Test
    void a_bad_site_file_is_refused_with_its_name_and_what_would_be_right(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("site.yaml");
        assertThatThrownBy(() -> SiteFile.load(file)).hasMessageContaining(file + ": there is no such file");
        assertThatThrownBy(() -> SiteFile.load(folder)).hasMessageContaining("cannot be read");
        refused(file, "site: docs", "hosts");
        refused(file, "site: docs\nhosts: [a]\norigins: [{store: true}]", "use {url:");
        refused(file, "site: docs\nhosts: [a]\norigins: [{url: 'ftp://x'}]", "use http://HOST");
        refused(file, "site: docs\norigin: x\nhosts: [a]\norigins: [{url: 'http://x'}]", "unknown field 'origin'");
        refused(file, "#".repeat(1 << 20) + "\nsite: docs", "over 1 MiB");
    }

    private static void refused(Path file, String text, String message) throws IOException {
        Files.writeString(file, text);
        assertThatThrownBy(() -> SiteFile.load(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("site file " + file)
                .hasMessageContaining(message);
    }

    private SiteState state(long end) {
        return new SiteState(new LogExtent("sites", "id", List.of(0L), List.of(end)), sites);
    }

    private void put(SiteState state, String site, int version, String host) {
        record(state, site, Json.write(version(site, version, host)));
    }

    private void record(SiteState state, String key, byte @Nullable [] value) {
        state.record(0, next, key.getBytes(StandardCharsets.UTF_8), value, null);
        next++;
        state.position(0, next);
    }

    private static SiteVersion version(String site, int version, String... hosts) {
        SiteConfig config = new SiteConfig(
                new SiteId(site),
                List.of(hosts),
                List.of(new SiteConfig.Origin(null, true)),
                null,
                SiteConfig.Cache.DEFAULT,
                SiteConfig.Lease.DEFAULT);
        return new SiteVersion(version, config, Instant.EPOCH);
    }

    private static Site site(String name, String... hosts) {
        return Site.of(version(name, 1, hosts));
    }

    private static SiteTable table(Site... sites) {
        return SiteTable.of(Stream.of(sites).toList());
    }

    private static String name(@Nullable Site site) {
        return site == null ? "none" : site.id().value();
    }
}
