package dev.skerry.contract.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.skerry.contract.Json;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The Kafka form of a site. */
final class SiteRecordTest {
    private static final SiteId DEMO = new SiteId("demo");
    private static final SiteVersion VERSION = new SiteVersion(
            3,
            Json.readYaml(utf8("{site: demo, hosts: [demo.localhost], origins: [{store: true}]}"), SiteConfig.class),
            Instant.parse("2026-07-01T12:00:00Z"));

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ConsumerRecord<byte[], byte[]> record(byte @Nullable [] key, byte @Nullable [] value) {
        return new ConsumerRecord<>(Topics.SITES.name(), 0, 0, key, value);
    }

    private static SiteRecord read(ProducerRecord<byte[], byte[]> written) {
        return SiteRecord.of(record(written.key(), written.value()));
    }

    @Test
    void what_is_written_is_read() {
        SiteRecord inForce = new SiteRecord(DEMO, VERSION);
        SiteRecord gone = new SiteRecord(DEMO, null);
        assertThat(read(inForce.toKafka())).isEqualTo(inForce);
        assertThat(read(gone.toKafka())).isEqualTo(gone);
        assertThat(gone.toKafka().topic()).isEqualTo(Topics.SITES.name());
    }

    @Test
    void a_record_without_the_name_of_a_site_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> SiteRecord.of(record(null, null)));
        assertThatIllegalArgumentException().isThrownBy(() -> SiteRecord.of(record(utf8("../x"), null)));
    }

    @Test
    void of_a_record_whose_version_cannot_be_read_the_site_is_known_all_the_same() {
        ConsumerRecord<byte[], byte[]> broken = record(utf8("demo"), utf8("{"));
        assertThatIllegalArgumentException().isThrownBy(() -> SiteRecord.of(broken));
        assertThat(SiteRecord.siteOf(broken)).isEqualTo(DEMO);
    }
}
