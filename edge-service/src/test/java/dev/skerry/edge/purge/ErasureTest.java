package dev.skerry.edge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a node erases, and when it may say so; step by step, with the PoP's other nodes and the shared tier as plain lists. */
class ErasureTest {
    private static final SiteId DEMO = new SiteId("demo");

    private final Pool redis = new Pool();
    private final Node one = new Node("one");
    private final Node two = new Node("two");

    /** Responses as their stamps alone, one looked at for each step of a walk. */
    private static class Pool implements ErasableTier {
        final List<Stamp> held = new ArrayList<>();
        final Map<String, String> asked = new HashMap<>();
        final Map<String, String> doneTickets = new HashMap<>();
        final Map<String, Map<Integer, Long>> doneUpTo = new HashMap<>();

        @Nullable
        String holder;

        boolean away;

        @Override
        public Walk walk() {
            Iterator<Stamp> all = List.copyOf(held).iterator();
            return dead -> {
                if (!all.hasNext()) {
                    return -1;
                }
                Stamp stamp = all.next();
                if (dead.test(stamp)) {
                    held.remove(stamp);
                }
                return 1;
            };
        }
    }

    /** A node of the PoP. */
    private final class Node implements SharedErasure {
        final String name;
        final VirtualTime time = new VirtualTime(0);
        final PurgeState purges = new PurgeState(
                new LogExtent("purges", "log", List.of(0L), List.of(0L)), new PurgeIndex(1000), time, time);
        final Pool memory = new Pool();
        final List<CompletableFuture<Void>> stores = new ArrayList<>();
        final Erasure alone = erasure(null);
        final Erasure erasure = erasure(this);
        long next;

        Node(String name) {
            this.name = name;
        }

        private Erasure erasure(@Nullable SharedErasure shared) {
            return new Erasure(
                    purges,
                    memory,
                    () -> CompletableFuture.allOf(stores.toArray(CompletableFuture<?>[]::new)),
                    shared,
                    name + "-1",
                    1000);
        }

        Stamp fetch(String target) {
            ContentUrl url = ContentUrl.ofTarget("demo.test", target);
            return new Stamp(purges.capture(DEMO), SelectorHash.matching(DEMO, url, List.of()));
        }

        void purge(String selector, PurgeMode mode) {
            PurgeRecord record = new PurgeRecord(
                    new PurgeId("test-purge"), DEMO, mode, PurgeSelector.parse(selector), 0, 1, Instant.EPOCH, "test");
            purges.record(0, next++, record.logKey().getBytes(StandardCharsets.UTF_8), Json.write(record), null);
        }

        long erased() {
            return purges.erased().getOrDefault(0, -1L);
        }

        @Override
        public void ask(String ticket) throws AwayException {
            check();
            redis.asked.put(name, ticket);
        }

        @Override
        public @Nullable Map<Integer, Long> answer(String ticket) throws AwayException {
            check();
            if (!ticket.equals(redis.asked.get(name))) {
                throw new AwayException("forgotten", null);
            }
            return ticket.equals(redis.doneTickets.get(name)) ? redis.doneUpTo.get(name) : null;
        }

        @Override
        public boolean hold() throws AwayException {
            check();
            if (redis.holder == null) {
                redis.holder = name;
            }
            return name.equals(redis.holder);
        }

        @Override
        public Map<String, String> tickets() {
            return Map.copyOf(redis.asked);
        }

        @Override
        public void answered(Map<String, String> tickets, Map<Integer, Long> upTo) {
            redis.doneTickets.putAll(tickets);
            tickets.keySet().forEach(node -> redis.doneUpTo.put(node, upTo));
            redis.holder = null;
        }

        @Override
        public Walk walk() {
            Walk all = redis.walk();
            return (Predicate<Stamp> dead) -> {
                check();
                return all.next(dead);
            };
        }

        private void check() throws AwayException {
            if (redis.away) {
                throw new AwayException("away", null);
            }
        }
    }

    private static void run(Erasure erasure, int steps) throws Exception {
        for (int i = 0; i < steps; i++) {
            Duration pause = erasure.step();
            assertThat(pause).isLessThanOrEqualTo(Duration.ofMillis(500));
        }
    }

    @Test
    void what_a_hard_purge_hit_is_erased_from_memory_and_the_rest_stays() throws Exception {
        Stamp dead = one.fetch("/a");
        Stamp alive = one.fetch("/b");
        one.memory.held.addAll(List.of(dead, alive));
        one.purge("url:/a", PurgeMode.HARD);
        assertThat(one.erased()).isEqualTo(-1);
        run(one.alone, 6);

        assertThat(one.memory.held).containsExactly(alive);
        assertThat(one.erased()).isEqualTo(1);
    }

    @Test
    void after_a_round_purges_gather_for_half_a_second() throws Exception {
        one.purge("url:/a", PurgeMode.HARD);
        Duration pause = Duration.ZERO;
        for (long rounds = one.alone.rounds(); one.alone.rounds() == rounds; ) {
            assertThat(pause).isLessThanOrEqualTo(Duration.ofMillis(100));
            pause = one.alone.step();
        }
        assertThat(pause).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void a_soft_purge_erases_nothing_and_is_no_work() throws Exception {
        run(one.alone, 6);
        Stamp stale = one.fetch("/a");
        one.memory.held.add(stale);
        one.purge("url:/a", PurgeMode.SOFT);
        long rounds = one.alone.rounds();
        run(one.alone, 6);

        assertThat(one.memory.held).containsExactly(stale);
        assertThat(one.alone.rounds()).isEqualTo(rounds);
        assertThat(one.erased()).isEqualTo(1);
    }

    @Test
    void what_is_older_than_the_log_goes_too_since_the_log_may_have_forgotten_a_purge_of_it() throws Exception {
        run(one.alone, 6);
        Stamp old = one.fetch("/a");
        one.memory.held.add(old);
        one.purges.lost(0, 5);
        Stamp newer = one.fetch("/a");
        one.memory.held.add(newer);
        run(one.alone, 6);

        assertThat(one.erased()).isEqualTo(5);
        assertThat(one.memory.held).containsExactly(newer);
    }

    @Test
    void nothing_is_claimed_while_a_store_is_under_way_that_began_before() throws Exception {
        one.purge("url:/a", PurgeMode.HARD);
        CompletableFuture<Void> store = new CompletableFuture<>();
        one.stores.add(store);
        run(one.alone, 10);
        assertThat(one.erased()).isEqualTo(-1);
        store.complete(null);
        run(one.alone, 2);

        assertThat(one.erased()).isEqualTo(1);
    }

    @Test
    void a_purge_that_comes_during_a_round_is_for_the_next_one() throws Exception {
        one.memory.held.addAll(List.of(one.fetch("/a"), one.fetch("/b")));
        one.purge("url:/a", PurgeMode.HARD);
        run(one.alone, 3);
        one.purge("url:/b", PurgeMode.HARD);
        run(one.alone, 3);
        assertThat(one.erased()).isEqualTo(1);
        run(one.alone, 6);

        assertThat(one.erased()).isEqualTo(2);
        assertThat(one.memory.held).isEmpty();
    }

    @Test
    void the_shared_tier_is_walked_by_one_node_and_both_claim_it() throws Exception {
        Stamp dead = one.fetch("/a");
        redis.held.add(dead);
        one.purge("url:/a", PurgeMode.HARD);
        two.purge("url:/a", PurgeMode.HARD);
        run(two.erasure, 4);
        assertThat(redis.holder).isEqualTo("two");
        redis.holder = null;
        run(one.erasure, 20);
        assertThat(redis.held).isEmpty();
        assertThat(one.erased()).isEqualTo(1);
        run(two.erasure, 20);

        assertThat(two.erased()).isEqualTo(1);
    }

    @Test
    void a_walk_that_began_before_a_node_had_applied_the_purge_proves_nothing_to_it() throws Exception {
        one.purge("url:/a", PurgeMode.HARD);
        run(one.erasure, 20);
        assertThat(one.erased()).isEqualTo(1);
        // The other one does not know of the purge yet, and stores what it hit.
        Stamp late = two.fetch("/a");
        redis.held.add(late);
        two.purge("url:/a", PurgeMode.HARD);
        redis.holder = "somebody";
        run(two.erasure, 20);
        assertThat(two.erased()).isEqualTo(-1);
        redis.holder = null;
        run(two.erasure, 20);

        assertThat(redis.held).isEmpty();
        assertThat(two.erased()).isEqualTo(1);
    }

    @Test
    void a_walk_by_a_node_that_lags_behind_is_repeated() throws Exception {
        redis.held.add(one.fetch("/a"));
        one.purge("url:/a", PurgeMode.HARD);
        run(one.erasure, 3);
        assertThat(redis.asked).containsKey("one");
        run(two.erasure, 20);
        assertThat(redis.doneTickets).containsKey("one");
        assertThat(redis.held).as("the walk knew nothing of the purge").hasSize(1);
        run(one.erasure, 2);
        assertThat(one.erased()).isEqualTo(-1);
        run(one.erasure, 20);

        assertThat(one.erased()).isEqualTo(1);
        assertThat(redis.held).isEmpty();
    }

    @Test
    void a_shared_tier_that_is_away_is_asked_again_until_it_answers() throws Exception {
        one.purge("url:/a", PurgeMode.HARD);
        redis.away = true;
        assertThatThrownBy(() -> run(one.erasure, 20)).isInstanceOf(ErasableTier.AwayException.class);
        assertThat(one.erased()).isEqualTo(-1);
        redis.away = false;
        run(one.erasure, 4);
        redis.asked.clear();
        assertThatThrownBy(() -> run(one.erasure, 20)).isInstanceOf(ErasableTier.AwayException.class);
        redis.holder = null;
        run(one.erasure, 20);

        assertThat(one.erased()).isEqualTo(1);
    }

    @Test
    void a_record_that_can_not_be_read_erases_as_what_it_counts_for() throws Exception {
        run(one.alone, 6);
        one.memory.held.add(one.fetch("/a"));
        one.purges.record(0, one.next++, null, "poison".getBytes(StandardCharsets.UTF_8), null);
        run(one.alone, 6);

        assertThat(one.memory.held).isEmpty();
        assertThat(one.erased()).isEqualTo(1);
    }
}
