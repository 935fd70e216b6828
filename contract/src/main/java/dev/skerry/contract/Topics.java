package dev.skerry.contract;

import java.util.Map;
import org.apache.kafka.common.utils.Utils;

/**
 * The Kafka topics of the platform.
 *
 * @param name of the topic
 * @param partitions how many it is created with
 * @param settings topic configuration it is created with
 */
public record Topics(String name, int partitions, Map<String, String> settings) {
    private static final String COMPACT = "compact";

    /**
     * The purge log: a {@link PurgeRecord} per selector, compacted by {@link PurgeRecord#logKey()}. A purge's position is
     * its offset, so neither partition count nor offsets may ever change.
     */
    public static final Topics PURGES = new Topics(
            "skerry.purges",
            8,
            Map.of("cleanup.policy", COMPACT, "min.cleanable.dirty.ratio", "0.5", "max.message.bytes", "65536"));

    /** A {@link NodeReport} per node, compacted by node. */
    public static final Topics RECEIPTS =
            new Topics("skerry.receipts", 1, Map.of("cleanup.policy", COMPACT, "segment.ms", "600000"));

    /** The active {@link SiteVersion} per site, compacted by site; a null value removes the site. */
    public static final Topics SITES =
            new Topics("skerry.sites", 1, Map.of("cleanup.policy", COMPACT, "max.message.bytes", "1048576"));

    /** {@link NodeStats} per node, kept for an hour. */
    public static final Topics STATS = new Topics(
            "skerry.stats", 1, Map.of("cleanup.policy", "delete", "retention.ms", "3600000", "segment.ms", "600000"));

    /** An {@link AuditRecord} per request to purge, kept for 90 days. */
    public static final Topics AUDIT = new Topics(
            "skerry.audit",
            1,
            Map.of("cleanup.policy", "delete", "retention.ms", "7776000000", "max.message.bytes", "65536"));

    /**
     * CloudEvents by which publishers ask for purges, kept for a day: a purge that was not taken within that has missed its
     * time. Read by a consumer group, so the number of partitions bounds how many processes share the work.
     */
    public static final Topics PURGE_REQUESTS = new Topics(
            "skerry.purge-requests",
            3,
            Map.of("cleanup.policy", "delete", "retention.ms", "86400000", "max.message.bytes", "1048576"));

    /** CloudEvents that say what became of those of {@link #PURGE_REQUESTS}, by their id, kept for a day. */
    public static final Topics PURGE_RESULTS = new Topics(
            "skerry.purge-results",
            3,
            Map.of("cleanup.policy", "delete", "retention.ms", "86400000", "max.message.bytes", "1048576"));

    /** A {@link WebhookMark} per webhook that is done with, by its id, kept for 7 days; one of 24 hours ago is of no use. */
    public static final Topics WEBHOOKS = new Topics(
            "skerry.webhooks",
            1,
            Map.of("cleanup.policy", "compact,delete", "retention.ms", "604800000", "segment.ms", "86400000"));

    private static final Map<String, String> MINUTES =
            Map.of("cleanup.policy", "delete", "retention.ms", "600000", "segment.ms", "600000");

    /** A {@link PreviewRequest} per question, keyed by its id; of no use after a few seconds, kept for ten minutes. */
    public static final Topics PREVIEWS = new Topics("skerry.previews", 1, MINUTES);

    /** A {@link PreviewAnswer} per question and node, keyed by the question's id. */
    public static final Topics PREVIEW_ANSWERS = new Topics("skerry.preview-answers", 1, MINUTES);

    /** Copies the map. */
    public Topics {
        settings = Map.copyOf(settings);
    }

    /**
     * The partition of a site in a topic of {@code partitions} partitions. Every writer and reader computes it with this
     * method, because the fence of a response means nothing in another partition.
     */
    public static int partitionOf(SiteId site, int partitions) {
        return Utils.toPositive(Utils.murmur2(Utils.utf8(site.value()))) % partitions;
    }
}
