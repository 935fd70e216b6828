package dev.skerry.simulation;

import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.purge.SharedErasure;
import dev.skerry.edge.purge.Stamp;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How the nodes of a PoP erase what they share: the tickets, answers and the lock, and a node's view of them. */
final class StoreErasure {
    private static final long HOLD = Duration.ofSeconds(5).toNanos();

    private final World world;
    private final SimulatedStore store;
    private final Map<String, String> asked = new HashMap<>();
    private final Map<String, Map<Integer, Long>> answers = new HashMap<>();
    private @Nullable String holder;
    private long heldUntil;

    StoreErasure(World world, SimulatedStore store) {
        this.world = world;
        this.store = store;
    }

    /** As {@code node} sees it. */
    SharedErasure of(String node) {
        return new View(node);
    }

    private final class View implements SharedErasure {
        private final String node;

        private View(String node) {
            this.node = node;
        }

        private void reach() throws AwayException {
            if (world.network.isCut(node, store.place()) || world.draw.oneIn(20)) {
                throw new AwayException("out of reach", null);
            }
        }

        @Override
        public void ask(String ticket) throws AwayException {
            reach();
            asked.put(node, ticket);
        }

        @Override
        public @Nullable Map<Integer, Long> answer(String ticket) throws AwayException {
            reach();
            if (!ticket.equals(asked.get(node))) {
                throw new AwayException("forgotten", null);
            }
            return answers.get(ticket);
        }

        @Override
        public boolean hold() throws AwayException {
            reach();
            long now = world.clock.getAsLong();
            if (holder != null && !holder.equals(node) && now < heldUntil) {
                return false;
            }
            holder = node;
            heldUntil = now + HOLD;
            return true;
        }

        @Override
        public Map<String, String> tickets() throws AwayException {
            reach();
            return Map.copyOf(asked);
        }

        @Override
        public void answered(Map<String, String> tickets, Map<Integer, Long> upTo) throws AwayException {
            reach();
            world.tally.count("walks through a store");
            tickets.values().forEach(ticket -> answers.put(ticket, upTo));
            holder = null;
        }

        @Override
        public Walk walk() {
            Queue<StoredResponse> left = new ArrayDeque<>(store.all());
            return dead -> next(left, dead);
        }

        private int next(Queue<StoredResponse> left, Predicate<Stamp> dead) throws AwayException {
            reach();
            StoredResponse one = left.poll();
            if (one == null) {
                return -1;
            }
            if (dead.test(one.stamp())) {
                store.erase(one);
            }
            return 1;
        }
    }
}
