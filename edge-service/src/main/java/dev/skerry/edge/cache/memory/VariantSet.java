package dev.skerry.edge.cache.memory;

import dev.skerry.contract.Fence;
import dev.skerry.edge.cache.CacheTier;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.Vary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The responses of one key, newest first, at most {@link CacheTier#MAX_VARIANTS}. Immutable. */
final class VariantSet {
    static final VariantSet EMPTY = new VariantSet(List.of());

    /** @param byLanguage see {@link Vary#variantByLanguage}; null for nearly all */
    private record Entry(
            Vary vary, StoredResponse response, @Nullable String byLanguage) {
        static Entry of(StoredResponse response) {
            Vary vary = Vary.of(response.view().head());
            return new Entry(
                    vary, response, vary.variantByLanguage(response.view().head(), response.variant()));
        }

        /** Whether the same variant is here from a fetch that began after the other one's. */
        boolean replaces(StoredResponse other, Vary varyOfOther) {
            return response.variant().equals(other.variant()) && vary.equals(varyOfOther) && beganAfter(other);
        }

        /**
         * By the purge log, else by the clock. Where the other one was received before this one was asked for, the clock was
         * set back since, and tells nothing.
         */
        private boolean beganAfter(StoredResponse other) {
            Fence fence = response.stamp().fence();
            Fence others = other.stamp().fence();
            if (fence.partition() != others.partition() || fence.offset() != others.offset()) {
                return fence.partition() == others.partition() && fence.offset() > others.offset();
            }
            long asked = response.view().requestTimeMs();
            return asked > other.view().requestTimeMs() && asked <= other.view().responseTimeMs();
        }
    }

    private final List<Entry> newestFirst;
    private final long weight;

    private VariantSet(List<Entry> newestFirst) {
        this.newestFirst = newestFirst;
        this.weight =
                newestFirst.stream().mapToLong(entry -> entry.response.weight()).sum();
    }

    /**
     * This set and {@code response}, without what it replaces, and without the oldest that would exceed the bounds. Where a
     * fetch that began earlier ends later, what it brings replaces nothing.
     */
    VariantSet with(StoredResponse response, long maxWeight) {
        if (hasLater(response)) {
            return this;
        }
        Entry added = Entry.of(response);
        Vary vary = added.vary;
        List<Entry> entries = new ArrayList<>(newestFirst.size() + 1);
        entries.add(added);
        long sum = response.weight();
        for (Entry entry : newestFirst) {
            boolean replaced = entry.response.variant().equals(response.variant()) && entry.vary.equals(vary);
            sum += replaced ? 0 : entry.response.weight();
            if (sum > maxWeight || entries.size() == CacheTier.MAX_VARIANTS) {
                break;
            }
            if (!replaced) {
                entries.add(entry);
            }
        }
        return new VariantSet(List.copyOf(entries));
    }

    /** Whether the same variant is here from a fetch that began later. */
    boolean hasLater(StoredResponse response) {
        Vary vary = Vary.of(response.view().head());
        for (Entry entry : newestFirst) {
            if (entry.replaces(response, vary)) {
                return true;
            }
        }
        return false;
    }

    /** The newest response that answers a request with these fields; allocates nothing where nothing varies. */
    @Nullable
    StoredResponse match(Fields requestFields) {
        Vary computedFor = Vary.NONE;
        String variant = computedFor.variant(requestFields);
        for (int i = 0; i < newestFirst.size(); i++) {
            Entry entry = newestFirst.get(i);
            if (!entry.vary.equals(computedFor)) {
                computedFor = entry.vary;
                variant = computedFor.variant(requestFields);
            }
            if (variant.equals(entry.response.variant())
                    || (entry.byLanguage != null
                            && entry.byLanguage.equals(entry.vary.variantByLanguage(requestFields)))) {
                return entry.response;
            }
        }
        return null;
    }

    /** All responses, newest first. */
    List<StoredResponse> responses() {
        return newestFirst.stream().map(Entry::response).toList();
    }

    int size() {
        return newestFirst.size();
    }

    long weight() {
        return weight;
    }
}
