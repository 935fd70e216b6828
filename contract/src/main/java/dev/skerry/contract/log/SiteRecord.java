package dev.skerry.contract.log;

import dev.skerry.contract.Json;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.contract.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@link Topics#SITES}: its key is the site's name, its value the {@link SiteVersion} as JSON.
 *
 * @param site that the record is of
 * @param version in force from now on; null if there is none
 */
public record SiteRecord(SiteId site, @Nullable SiteVersion version) {
    /**
     * Reads the key alone.
     *
     * @throws IllegalArgumentException if it is not the name of a site
     */
    public static SiteId siteOf(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        if (key == null) {
            throw new IllegalArgumentException("the record has no key: it must be the name of a site");
        }
        return new SiteId(new String(key, StandardCharsets.UTF_8));
    }

    /**
     * Reads a record.
     *
     * @throws IllegalArgumentException if key or value have another form
     */
    public static SiteRecord of(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        return new SiteRecord(siteOf(record), value == null ? null : Json.readMessage(value, SiteVersion.class));
    }

    /** As it is written. */
    public ProducerRecord<byte[], byte[]> toKafka() {
        return new ProducerRecord<>(
                Topics.SITES.name(),
                0,
                site.value().getBytes(StandardCharsets.UTF_8),
                version == null ? null : Json.write(version));
    }
}
