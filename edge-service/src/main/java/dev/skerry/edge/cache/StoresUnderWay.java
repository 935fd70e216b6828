package dev.skerry.edge.cache;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The stores of a node that have begun and not ended; bounded by what the tiers let be under way. Thread-safe. */
final class StoresUnderWay {
    private final Set<Store> stores = ConcurrentHashMap.newKeySet();

    /** One store. Compared by identity. */
    static final class Store {
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
    }

    /** A store begins: to be called before it is looked at whether the response is dead. */
    Store begin() {
        Store store = new Store();
        stores.add(store);
        return store;
    }

    /** The store has ended: the response is in no tier, or was found alive after it was put in. */
    void end(Store store) {
        stores.remove(store);
        store.ended.complete(null);
    }

    /** Completes when all have ended that are under way now. */
    CompletionStage<Void> ended() {
        return CompletableFuture.allOf(stores.stream().map(store -> store.ended).toArray(CompletableFuture<?>[]::new));
    }
}
