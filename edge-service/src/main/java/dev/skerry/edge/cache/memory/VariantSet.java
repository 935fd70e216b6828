package dev.skerry.edge.cache.memory;

import dev.skerry.edge.cache.CacheTier;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.Vary;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The responses of one key, newest first, at most {@link CacheTier#MAX_VARIANTS}. Immutable. */
final class VariantSet {
    static final VariantSet EMPTY = new VariantSet(List.of());

    private record Entry(Vary vary, StoredResponse response) {
        /** Whether the same variant is here from a fetch that began after the other one's. */
        boolean replaces(StoredResponse other, Vary varyOfOther) {
            return response.variant().equals(other.variant())
                    && vary.equals(varyOfOther)
                    && response.stamp().fence().partition()
                            == other.stamp().fence().partition()
                    && response.stamp().fence().offset() > other.stamp().fence().offset();
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
        Vary vary = Vary.of(response.view().head());
        for (Entry entry : newestFirst) {
            if (entry.replaces(response, vary)) {
                return this;
            }
        }
        List<Entry> entries = new ArrayList<>(newestFirst.size() + 1);
        entries.add(new Entry(vary, response));
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
            if (variant.equals(entry.response.variant())) {
                return entry.response;
            }
        }
        return null;
    }

    /** The groups that any of them is in (RFC 9875). */
    Set<String> groups() {
        Set<String> groups = new HashSet<>();
        newestFirst.forEach(entry -> groups.addAll(entry.response.view().groups()));
        return groups;
    }

    int size() {
        return newestFirst.size();
    }

    long weight() {
        return weight;
    }
}
