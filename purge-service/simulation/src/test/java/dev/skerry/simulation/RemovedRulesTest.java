package dev.skerry.simulation;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.Fence;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.CacheTier;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.PurgeVerdict;
import dev.skerry.edge.purge.LogFollower;
import dev.skerry.edge.purge.PurgeGuard;
import dev.skerry.edge.purge.PurgeState;
import dev.skerry.edge.purge.Stamp;
import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Takes the rules of the protocol out, one at a time, and sees that the simulation notices each. What the simulation would not
 * notice it could not prove. One half of R3 it does not notice within millions of steps: that a child keeps the smaller of its
 * own and its parent's fence. It matters only for what a parent serves stale after a soft purge, since for all else the
 * parent has applied what the child has; {@code ChildTest} of the edge has it.
 */
class RemovedRulesTest {
    /** Seeds with which each is noticed soon; with others the rarest take some millions of steps. */
    private static final long SEED = 6;

    private static final long SEED_FOR_GAPS = 1;

    private static final long SEED_FOR_SILENCE = 2;

    private static final long MOST_STEPS = 1_000_000;

    /** A guard that can be wrong in one thing. */
    private static class Guard implements PurgeGuard {
        final PurgeState purges;

        Guard(PurgeState purges) {
            this.purges = purges;
        }

        @Override
        public boolean followsLog() {
            return purges.followsLog();
        }

        @Override
        public Fence capture(SiteId site) {
            return purges.capture(site);
        }

        @Override
        public PurgeVerdict verdict(Stamp stamp) {
            return purges.verdict(stamp);
        }

        @Override
        public boolean hasApplied(Fence fence) {
            return purges.hasApplied(fence);
        }

        @Override
        public CompletionStage<Boolean> whenApplied(Fence fence, Duration atMost) {
            return purges.whenApplied(fence, atMost);
        }

        @Override
        public LeaseVerdict lease(SiteConfig.Lease rules) {
            return purges.lease(rules);
        }

        @Override
        public Duration leaseLostFor() {
            return purges.leaseLostFor();
        }
    }

    @Test
    void r1_a_fence_captured_when_the_response_is_stored_is_too_late() {
        assertNoticed(guarding(purges -> new Guard(purges) {
            private final Map<Stamp, Stamp> late = new WeakHashMap<>();

            @Override
            public PurgeVerdict verdict(Stamp stamp) {
                return purges.verdict(late.computeIfAbsent(stamp, first -> fenced(stamp, purges)));
            }
        }));
    }

    private static Stamp fenced(Stamp stamp, PurgeState purges) {
        int partition = stamp.fence().partition();
        long[] selectors = new long[stamp.selectorCount()];
        for (int i = 0; i < selectors.length; i++) {
            selectors[i] = stamp.selector(i);
        }
        return new Stamp(new Fence(partition, purges.applied().getOrDefault(partition, 0L)), selectors);
    }

    @Test
    void r2_what_is_stored_must_be_validated_on_read() {
        assertNoticed(guarding(purges -> new Guard(purges) {
            @Override
            public PurgeVerdict verdict(Stamp stamp) {
                return PurgeVerdict.VALID;
            }
        }));
    }

    @Test
    void r3_a_shield_must_have_applied_what_its_child_has() {
        assertNoticed(guarding(purges -> new Guard(purges) {
            @Override
            public boolean hasApplied(Fence fence) {
                return true;
            }
        }));
    }

    @Test
    void r3_what_the_pop_shares_must_keep_its_fence() {
        assertNoticed(new Protocol() {
            @Override
            CacheTier shared(CacheTier tier, PurgeState purges) {
                return new CacheTier() {
                    @Override
                    public CompletionStage<@Nullable StoredResponse> find(CacheKey key, Fields requestFields) {
                        CompletableFuture<@Nullable StoredResponse> renewed = new CompletableFuture<>();
                        tier.find(key, requestFields)
                                .thenAccept(found -> renewed.complete(
                                        found == null
                                                ? null
                                                : new StoredResponse(
                                                        found.key(),
                                                        found.variant(),
                                                        found.view(),
                                                        fenced(found.stamp(), purges),
                                                        found.body())));
                        return renewed;
                    }

                    @Override
                    public CompletionStage<Void> store(StoredResponse response) {
                        return tier.store(response);
                    }

                    @Override
                    public CompletionStage<Void> erase(StoredResponse response) {
                        return tier.erase(response);
                    }

                    @Override
                    public void remove(CacheKey key) {
                        tier.remove(key);
                    }
                };
            }
        });
    }

    /** A reader of the log that can be wrong in one thing. */
    static class Follower implements LogFollower {
        final PurgeState purges;

        Follower(PurgeState purges) {
            this.purges = purges;
        }

        @Override
        public void record(
                int partition,
                long offset,
                byte @Nullable [] key,
                byte @Nullable [] value,
                @Nullable String traceparent) {
            read(partition, offset, () -> purges.record(partition, offset, key, value, traceparent));
        }

        /** @param record tells {@link #purges} of it */
        void read(int partition, long offset, Runnable record) {
            record.run();
        }

        @Override
        public void gap(int partition, long end) {
            purges.gap(partition, end);
        }

        @Override
        public void position(int partition, long next) {
            purges.position(partition, next);
        }

        @Override
        public void batchEnded() {
            purges.batchEnded();
        }

        @Override
        public void lost(int partition, long begin) {
            purges.lost(partition, begin);
        }

        @Override
        public void broken(String reason) {
            purges.broken(reason);
        }
    }

    @Test
    void r4_applied_must_not_advance_before_the_index() {
        assertNoticed(following((purges, network) -> new Follower(purges) {
            @Override
            void read(int partition, long offset, Runnable record) {
                purges.position(partition, offset + 1);
                network.later("index", record);
            }
        }));
    }

    @Test
    void r4_applied_must_not_pass_what_compaction_took_away_before_what_is_in_its_place() {
        assertNoticed(SEED_FOR_GAPS, following((purges, network) -> new Follower(purges) {
            @Override
            public void gap(int partition, long end) {}
        }));
    }

    @Test
    void r5_a_hard_purge_must_make_validators_unusable() {
        assertNoticed(guarding(purges -> new Guard(purges) {
            @Override
            public PurgeVerdict verdict(Stamp stamp) {
                PurgeVerdict verdict = purges.verdict(stamp);
                return verdict == PurgeVerdict.HARD_PURGED ? PurgeVerdict.SOFT_PURGED : verdict;
            }
        }));
    }

    @Test
    void who_names_a_purge_must_not_get_what_the_node_has_not_yet_purged() {
        assertNoticed(guarding(purges -> new Guard(purges) {
            @Override
            public boolean hasApplied(Fence fence) {
                return true;
            }

            @Override
            public CompletionStage<Boolean> whenApplied(Fence fence, Duration atMost) {
                return CompletableFuture.completedFuture(true);
            }
        }));
    }

    @Test
    void a_restarted_node_must_read_the_log_from_its_beginning() {
        assertNoticed(following((purges, network) -> new Follower(purges) {
            private boolean begun;

            @Override
            void read(int partition, long offset, Runnable record) {
                if (begun) {
                    record.run();
                }
            }

            @Override
            public void batchEnded() {
                begun = true;
                purges.batchEnded();
            }
        }));
    }

    @Test
    void a_node_that_has_lost_the_log_must_not_serve_for_ever() {
        assertNoticed(guarding(purges -> new Guard(purges) {
            @Override
            public LeaseVerdict lease(SiteConfig.Lease rules) {
                return LeaseVerdict.HELD;
            }
        }));
    }

    @Test
    void silence_must_be_proven() {
        assertNoticed(SEED_FOR_SILENCE, new Protocol() {
            @Override
            boolean silenceNeedsProof() {
                return false;
            }
        });
    }

    @Test
    void a_process_with_a_lower_incarnation_must_be_heard_of() {
        assertNoticed(new Protocol() {
            @Override
            boolean hearsOfLowerIncarnations() {
                return false;
            }
        });
    }

    private static Protocol guarding(Function<PurgeState, PurgeGuard> wrong) {
        return new Protocol() {
            @Override
            PurgeGuard guard(PurgeState purges) {
                return wrong.apply(purges);
            }
        };
    }

    private static Protocol following(BiFunction<PurgeState, Network, LogFollower> wrong) {
        return new Protocol() {
            @Override
            LogFollower follower(PurgeState purges, Network network) {
                return wrong.apply(purges, network);
            }
        };
    }

    private static void assertNoticed(Protocol without) {
        assertNoticed(SEED, without);
    }

    private static void assertNoticed(long seed, Protocol without) {
        Simulation simulation = new Simulation(seed, without, new Tally());
        assertThatThrownBy(() -> simulation.run(MOST_STEPS, false)).isInstanceOf(Violation.class);
        System.out.println(simulation.summary());
    }
}
