package dev.skerry.purge;

import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A purge that is to be committed.
 *
 * @param id of the purge
 * @param site whose responses it hits; it exists
 * @param mode hard or soft
 * @param selectors 1 to 1000, each of which the nodes can read back
 * @param requestedAt wall-clock time, for people
 * @param acceptedNanos when the request arrived, on the monotonic clock
 * @param requester who asks, and how
 * @param traceparent of the caller (W3C Trace Context), as it came; null if it had none
 */
public record PurgeOrder(
        PurgeId id,
        SiteId site,
        PurgeMode mode,
        List<PurgeSelector> selectors,
        Instant requestedAt,
        long acceptedNanos,
        Requester requester,
        @Nullable String traceparent) {
    /** Copies the list. */
    public PurgeOrder {
        selectors = List.copyOf(selectors);
    }

    /** Subject of the token. */
    public String requestedBy() {
        return requester.subject();
    }

    /** One record per selector, in order. */
    List<PurgeRecord> records() {
        return IntStream.range(0, selectors.size())
                .mapToObj(index -> new PurgeRecord(
                        id, site, mode, selectors.get(index), index, selectors.size(), requestedAt, requestedBy()))
                .toList();
    }

    /** {@code url}, {@code key}, {@code prefix}, {@code host}, {@code everything}, or {@code mixed}. */
    String kind() {
        List<String> kinds =
                selectors.stream().map(PurgeOrder::kindOf).distinct().limit(2).toList();
        return kinds.size() == 1 ? kinds.getFirst() : "mixed";
    }

    private static String kindOf(PurgeSelector selector) {
        return switch (selector) {
            case PurgeSelector.ByUrl _ -> "url";
            case PurgeSelector.ByKey _, PurgeSelector.ByKeyOfAnyCase _ -> "key";
            case PurgeSelector.ByPrefix _ -> "prefix";
            case PurgeSelector.ByHost _ -> "host";
            case PurgeSelector.Everything _ -> "everything";
        };
    }
}
