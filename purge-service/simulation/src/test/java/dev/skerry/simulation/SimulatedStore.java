package dev.skerry.simulation;

import dev.skerry.contract.PopId;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.CacheTier;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.Vary;
import dev.skerry.edge.purge.Stamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The store that the nodes of a PoP share: it outlives them, answers late or not at all, and forgets what it likes. */
final class SimulatedStore {
    private final Network network;
    private final String place;
    private final Map<CacheKey, Map<String, StoredResponse>> held = new LinkedHashMap<>();

    SimulatedStore(PopId pop, Network network) {
        this.network = network;
        this.place = "store-" + pop;
    }

    String place() {
        return place;
    }

    /** Forgets something. */
    void evict(Draw draw) {
        if (!held.isEmpty()) {
            held.remove(draw.of(List.copyOf(held.keySet())));
        }
    }

    /** All that is held. */
    List<StoredResponse> all() {
        return held.values().stream()
                .flatMap(variants -> variants.values().stream())
                .toList();
    }

    /** Removes {@code response} unless another one has taken its place. */
    void erase(StoredResponse response) {
        Map<String, StoredResponse> variants = held.get(response.key());
        if (variants != null) {
            variants.remove(response.variant(), response);
        }
    }

    /** The tier as {@code node} sees it. */
    CacheTier of(Node.Run node) {
        return new CacheTier() {
            @Override
            public CompletionStage<@Nullable StoredResponse> find(CacheKey key, Fields requestFields) {
                CompletableFuture<@Nullable StoredResponse> found = new CompletableFuture<>();
                network.send(
                        node.name(),
                        place,
                        () -> {
                            StoredResponse one = newest(key, requestFields);
                            network.send(place, node.name(), () -> found.complete(one), () -> found.complete(null));
                        },
                        () -> found.complete(null));
                return found;
            }

            @Override
            public CompletionStage<Void> store(StoredResponse response) {
                return carryOut(() -> keep(copy(response)));
            }

            @Override
            public CompletionStage<Void> erase(StoredResponse response) {
                return carryOut(() -> drop(response));
            }

            // Completes when it has been done, or never will be.
            private CompletionStage<Void> carryOut(Runnable action) {
                CompletableFuture<Void> over = new CompletableFuture<>();
                network.send(
                        node.name(),
                        place,
                        () -> {
                            // A connection ends with its process, and what has not been carried out by then never is.
                            if (node.isAlive()) {
                                action.run();
                            }
                            over.complete(null);
                        },
                        () -> over.complete(null));
                return over;
            }

            @Override
            public void remove(CacheKey key) {
                network.send(node.name(), place, () -> held.remove(key), () -> {});
            }
        };
    }

    private void keep(StoredResponse response) {
        Map<String, StoredResponse> variants = held.computeIfAbsent(response.key(), key -> new LinkedHashMap<>());
        variants.remove(response.variant());
        variants.put(response.variant(), response);
    }

    private void drop(StoredResponse response) {
        Map<String, StoredResponse> variants = held.getOrDefault(response.key(), Map.of());
        StoredResponse one = variants.get(response.variant());
        if (one != null && one.stamp().fence().equals(response.stamp().fence())) {
            variants.remove(response.variant());
        }
    }

    private @Nullable StoredResponse newest(CacheKey key, Fields requestFields) {
        List<StoredResponse> variants =
                new ArrayList<>(held.getOrDefault(key, Map.of()).values());
        return variants.reversed().stream()
                .filter(one -> Vary.of(one.view().head()).variant(requestFields).equals(one.variant()))
                .findFirst()
                .map(SimulatedStore::copy)
                .orElse(null);
    }

    /** What is read is never what was written: above all it has a memory of its own of how far it was checked. */
    private static StoredResponse copy(StoredResponse stored) {
        Stamp stamp = stored.stamp();
        long[] selectors = new long[stamp.selectorCount()];
        for (int i = 0; i < selectors.length; i++) {
            selectors[i] = stamp.selector(i);
        }
        return new StoredResponse(
                stored.key(), stored.variant(), stored.view(), new Stamp(stamp.fence(), selectors), stored.body());
    }
}
