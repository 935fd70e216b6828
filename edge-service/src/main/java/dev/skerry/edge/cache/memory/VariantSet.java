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

        /** Whether it is the same variant. */
        boolean isVariantOf(StoredResponse other, Vary varyOfOther) {
            return response.variant().equals(other.variant()) && vary.equals(varyOfOther);
        }

        /** Whether its fetch has seen purges that that of the other one has not. */
        boolean hasSeenMore(StoredResponse other) {
            Fence fence = response.stamp().fence();
            Fence others = other.stamp().fence();
            return fence.partition() == others.partition() && fence.offset() > others.offset();
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
     * This set and {@code response}, without what it replaces, and without the oldest that would exceed the bounds. Where
     * what is here has seen purges that {@code response} has not, that replaces nothing.
     */
    VariantSet with(StoredResponse response, long maxWeight) {
        Entry added = Entry.of(response);
        Vary vary = added.vary;
        for (Entry entry : newestFirst) {
            if (entry.isVariantOf(response, vary) && entry.hasSeenMore(response)) {
                return this;
            }
        }
        List<Entry> entries = new ArrayList<>(newestFirst.size() + 1);
        entries.add(added);
        long sum = response.weight();
        for (Entry entry : newestFirst) {
            boolean replaced = entry.isVariantOf(response, vary);
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

    /** This set without {@code response} itself; the same object where it is not here. */
    VariantSet without(StoredResponse response) {
        List<Entry> left = newestFirst.stream()
                .filter(entry -> !isSame(entry.response, response))
                .toList();
        return left.size() == newestFirst.size() ? this : new VariantSet(left);
    }

    /** Of two responses only one has this stamp. */
    private static boolean isSame(StoredResponse one, StoredResponse other) {
        return one.stamp().equals(other.stamp());
    }

    /** Whether the same variant is here from a fetch that began later; what seems to begin after {@code nowMs} does not count. */
    boolean hasLater(StoredResponse response, long nowMs) {
        Vary vary = Vary.of(response.view().head());
        for (Entry entry : newestFirst) {
            long asked = entry.response.view().requestTimeMs();
            if (asked > response.view().requestTimeMs() && asked <= nowMs && entry.isVariantOf(response, vary)) {
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
        Vary preferredFor = Vary.NONE;
        @Nullable String preferred = null;
        for (int i = 0; i < newestFirst.size(); i++) {
            Entry entry = newestFirst.get(i);
            if (!entry.vary.equals(computedFor)) {
                computedFor = entry.vary;
                variant = computedFor.variant(requestFields);
            }
            if (variant.equals(entry.response.variant())) {
                return entry.response;
            }
            if (entry.byLanguage == null) {
                continue;
            }
            if (!entry.vary.equals(preferredFor)) {
                preferredFor = entry.vary;
                preferred = preferredFor.variantByLanguage(requestFields);
            }
            if (entry.byLanguage.equals(preferred)) {
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
