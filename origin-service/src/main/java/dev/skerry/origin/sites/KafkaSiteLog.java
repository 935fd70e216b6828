package dev.skerry.origin.sites;

import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.contract.Topics;
import dev.skerry.contract.log.KafkaConnection;
import dev.skerry.contract.log.RecordSender;
import dev.skerry.contract.log.SiteRecord;
import dev.skerry.contract.log.TopicAdmin;
import dev.skerry.contract.log.TopicSnapshot;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** {@code skerry.sites}, in the form of {@link SiteRecord}. Thread-safe. */
public final class KafkaSiteLog implements SiteLog, AutoCloseable {
    private static final String CLIENT_ID = "origin-service";
    private static final Duration PUBLISH_TIMEOUT = KafkaConnection.MAX_BLOCK.plus(KafkaConnection.DELIVERY_TIMEOUT);

    private final KafkaConnection kafka;
    private final TopicAdmin admin;
    private final RecordSender sender;

    /** Creates the log's client; Kafka need not be there yet. */
    public KafkaSiteLog(String servers, short replicationFactor) {
        this.kafka = new KafkaConnection(servers, CLIENT_ID);
        this.admin = new TopicAdmin(kafka, replicationFactor);
        this.sender = new RecordSender(kafka::producer);
    }

    /** Creates the topic if it is not there. */
    public void ensureTopic() throws UnavailableException {
        try {
            admin.ensure(List.of(Topics.SITES));
        } catch (KafkaException e) {
            throw new UnavailableException("topic " + Topics.SITES.name() + ": " + e, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void publish(SiteId site, @Nullable SiteVersion version) throws UnavailableException {
        try {
            sender.send(new SiteRecord(site, version).toKafka()).get(PUBLISH_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new UnavailableException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new UnavailableException(e.toString(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public Map<SiteId, SiteVersion> read() throws UnavailableException {
        Map<SiteId, SiteVersion> latest = new HashMap<>();
        try {
            TopicSnapshot.read(kafka, Topics.SITES, record -> take(record, latest));
        } catch (KafkaException e) {
            throw new UnavailableException(e.toString(), e);
        }
        return latest;
    }

    /** A version that cannot be read, and so is passed over, differs from what the disk says and is published again. */
    private static void take(ConsumerRecord<byte[], byte[]> record, Map<SiteId, SiteVersion> latest) {
        latest.remove(SiteRecord.siteOf(record));
        SiteRecord read = SiteRecord.of(record);
        SiteVersion version = read.version();
        if (version != null) {
            latest.put(read.site(), version);
        }
    }

    private static UnavailableException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new UnavailableException("interrupted", e);
    }

    @Override
    public void close() {
        sender.close();
    }
}
