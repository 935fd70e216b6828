package dev.skerry.edge.sites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Json;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.edge.Await;
import dev.skerry.edge.purge.LogExtent;
import dev.skerry.edge.purge.LogReader;
import dev.skerry.edge.purge.LogTopic;
import dev.skerry.edge.purge.TestLog;
import dev.skerry.testing.KafkaAddress;
import dev.skerry.testing.RealParts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The site table of a node on a real broker, in a log of one partition as the platform's is. */
@ExtendWith(RealParts.class)
class SiteLogTest {
    /** The version of no site. */
    private static final int NONE = -1;

    private final String kafka;
    private final TestLog log;

    SiteLogTest(KafkaAddress kafka) {
        this.kafka = kafka.bootstrapServers();
        this.log = new TestLog(this.kafka, "sites-" + UUID.randomUUID(), 1);
    }

    @BeforeEach
    void create() throws Exception {
        log.create();
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void sites_appear_change_and_go_while_the_node_runs() throws Exception {
        put("early", 1, "early.example");
        try (Node node = node()) {
            assertThat(node.versionAt("early.example")).isEqualTo(1);
            put("late", 1, "late.example");
            node.await("late.example", 1);
            put("late", 2, "late.example", "www.late.example");
            node.await("www.late.example", 2);
            assertThat(node.versionAt("late.example")).isEqualTo(2);
            remove("late");
            node.await("late.example", NONE);
            assertThat(node.versionAt("early.example")).isEqualTo(1);
        }
    }

    @Test
    void a_bad_record_is_counted_and_the_former_configuration_stays_in_force() throws Exception {
        put("good", 1, "good.example");
        try (Node node = node()) {
            log.append(0, "good", "{\"version\":2,".getBytes(StandardCharsets.UTF_8));
            put("other", 1, "other.example");
            node.await("other.example", 1);
            assertThat(node.state.badRecords()).isEqualTo(1);
            assertThat(node.versionAt("good.example")).isEqualTo(1);
            put("good", 3, "good.example");
            node.await("good.example", 3);
        }
    }

    @Test
    void a_restarted_node_reads_all_sites_from_the_beginning_before_it_may_serve() throws Exception {
        put("first", 1, "first.example");
        put("gone", 1, "gone.example");
        try (Node node = node()) {
            put("first", 2, "first.example");
            put("second", 1, "second.example");
            remove("gone");
            node.await("gone.example", NONE);
        }
        put("while-away", 1, "while-away.example");
        try (Node node = node()) {
            assertThat(node.versionAt("first.example")).isEqualTo(2);
            assertThat(node.versionAt("second.example")).isEqualTo(1);
            assertThat(node.versionAt("while-away.example")).isEqualTo(1);
            assertThat(node.versionAt("gone.example")).isEqualTo(NONE);
            assertThat(node.state.notReadyReason()).isNull();
        }
    }

    /** The part of a node that follows the sites; it is returned once it has caught up. */
    private Node node() throws Exception {
        LogExtent extent = LogTopic.await(kafka, log.topic);
        Sites sites = new Sites(SiteTable.EMPTY);
        SiteState state = new SiteState(extent, sites);
        LogReader reader = new LogReader(kafka, extent, state);
        reader.start();
        state.caughtUp().toCompletableFuture().get(30, TimeUnit.SECONDS);
        return new Node(sites, state, reader);
    }

    private record Node(Sites sites, SiteState state, LogReader reader) implements AutoCloseable {
        int versionAt(String host) {
            @Nullable Site site = sites.find(host);
            return site == null ? NONE : site.version();
        }

        void await(String host, int version) throws InterruptedException {
            Await.until(host + " at version " + version, () -> versionAt(host) == version);
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    private void put(String site, int version, String... hosts) throws Exception {
        SiteConfig config = new SiteConfig(
                new SiteId(site),
                List.of(hosts),
                List.of(new SiteConfig.Origin(null, true)),
                null,
                SiteConfig.Cache.DEFAULT,
                SiteConfig.Lease.DEFAULT);
        log.append(0, site, Json.write(new SiteVersion(version, config, Instant.EPOCH)));
    }

    private void remove(String site) throws Exception {
        log.append(0, site, null);
    }
}
