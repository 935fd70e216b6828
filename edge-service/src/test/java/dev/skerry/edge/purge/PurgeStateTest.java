package dev.skerry.edge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Fence;
import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SurrogateKey;
import dev.skerry.contract.Topics;
import dev.skerry.edge.policy.PurgeVerdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PurgeStateTest {
    private static final int PARTITIONS = 4;
    private static final SiteId DEMO = new SiteId("demo");
    private static final int P = Topics.partitionOf(DEMO, PARTITIONS);
    private static final SiteId NEIGHBOUR = siteIn(P, DEMO);
    private static final SiteId ELSEWHERE = siteIn((P + 1) % PARTITIONS, DEMO);
    private static final ContentUrl PAGE = ContentUrl.parse("http://demo.example/news/1");

    private final VirtualTime time = new VirtualTime(0);
    private PurgeState state = state(0, 0, 1000);
    private long next;

    @Test
    void r2_a_purge_hits_what_was_fetched_before_it_and_not_what_was_fetched_after() {
        Stamp before = fetched(DEMO);
        assertThat(state.verdict(before)).isEqualTo(PurgeVerdict.VALID);
        purge("prefix:/news/", PurgeMode.HARD);
        Stamp after = fetched(DEMO);
        assertThat(state.verdict(before)).isEqualTo(PurgeVerdict.HARD_PURGED);
        assertThat(state.verdict(after)).isEqualTo(PurgeVerdict.VALID);
        assertThat(state.verdict(fetched(NEIGHBOUR))).isEqualTo(PurgeVerdict.VALID);
    }

    @Test
    void r2_a_late_insert_is_dead_on_arrival() {
        Fence captured = state.capture(DEMO);
        purge("url:/news/1", PurgeMode.HARD);
        Stamp late = new Stamp(captured, SelectorHash.matching(DEMO, PAGE, List.of()));
        assertThat(state.verdict(late)).isEqualTo(PurgeVerdict.HARD_PURGED);
    }

    @Test
    void r4_a_purge_that_compaction_took_away_is_applied_only_with_the_one_in_its_place() {
        Stamp stamp = fetched(DEMO);
        state.gap(P, 5); // the purge of its URL was at 0, and is at 4 now
        next = 1;
        purge("key:other", PurgeMode.HARD);
        state.position(P, 4);
        assertThat(state.capture(DEMO).offset()).as("applied").isZero();
        assertThat(state.hasApplied(new Fence(P, 1))).isFalse();
        next = 4;
        purge("url:/news/1", PurgeMode.HARD);
        assertThat(state.capture(DEMO).offset()).isEqualTo(5);
        assertThat(state.verdict(stamp)).isEqualTo(PurgeVerdict.HARD_PURGED);
        purge("key:other", PurgeMode.HARD);
        assertThat(state.capture(DEMO).offset()).as("the gap is behind it").isEqualTo(6);
    }

    @Test
    void a_full_index_forgets_nothing_that_is_indexed_and_waits_behind_a_gap_to_be_applied() {
        state = state(0, 0, 2);
        Stamp stamp = fetched(DEMO);
        state.gap(P, 4);
        next = 1;
        for (String key : List.of("prefix:/news/", "key:b", "key:c")) {
            purge(key, PurgeMode.HARD);
        }
        assertThat(state.capture(DEMO).offset()).isEqualTo(4);
        assertThat(state.verdict(stamp)).isEqualTo(PurgeVerdict.HARD_PURGED);
    }

    @Test
    void r2_the_stamp_remembers_how_far_it_was_checked() {
        Stamp stamp = fetched(DEMO);
        purge("url:/other", PurgeMode.HARD);
        assertThat(stamp.checkedUpTo()).isEqualTo(0);
        assertThat(state.verdict(stamp)).isEqualTo(PurgeVerdict.VALID);
        assertThat(stamp.checkedUpTo()).isEqualTo(1);
        purge("url:/news/1", PurgeMode.HARD);
        assertThat(state.verdict(stamp)).isEqualTo(PurgeVerdict.HARD_PURGED);
        assertThat(state.verdict(stamp)).as("asked again").isEqualTo(PurgeVerdict.HARD_PURGED);
    }

    @Test
    void r5_a_soft_purge_leaves_the_response_usable_until_a_hard_one() {
        Stamp stamp = fetched(DEMO);
        purge("host:demo.example", PurgeMode.SOFT);
        assertThat(state.verdict(stamp)).isEqualTo(PurgeVerdict.SOFT_PURGED);
        purge("everything", PurgeMode.HARD);
        assertThat(state.verdict(stamp)).isEqualTo(PurgeVerdict.HARD_PURGED);
    }

    @Test
    void r5_a_newer_soft_purge_does_not_hide_an_older_hard_one() {
        Stamp stamp = fetched(DEMO);
        purge("key:k", PurgeMode.HARD);
        purge("key:k", PurgeMode.SOFT);
        assertThat(state.verdict(stamp)).isEqualTo(PurgeVerdict.HARD_PURGED);
        Stamp between = new Stamp(new Fence(P, 1), SelectorHash.matching(DEMO, PAGE, keys()));
        assertThat(state.verdict(between)).isEqualTo(PurgeVerdict.SOFT_PURGED);
    }

    @Test
    void r3_a_child_waits_until_its_fence_is_applied() {
        Fence ahead = new Fence(P, 2);
        assertThat(state.hasApplied(ahead)).isFalse();
        CompletableFuture<Boolean> waiting =
                state.whenApplied(ahead, Duration.ofMillis(200)).toCompletableFuture();
        purge("url:/a", PurgeMode.HARD);
        assertThat(waiting).isNotDone();
        purge("url:/b", PurgeMode.HARD);
        assertThat(waiting).isCompletedWithValue(true);
        assertThat(time.scheduled()).as("timers left").isZero();
        assertThat(state.whenApplied(ahead, Duration.ofMillis(200)).toCompletableFuture())
                .isCompletedWithValue(true);
    }

    @Test
    void r3_a_child_waits_no_longer_than_it_was_told() {
        CompletableFuture<Boolean> waiting =
                state.whenApplied(new Fence(P, 1), Duration.ofMillis(200)).toCompletableFuture();
        time.pass(Duration.ofMillis(199));
        assertThat(waiting).isNotDone();
        time.pass(Duration.ofMillis(1));
        assertThat(waiting).isCompletedWithValue(false);
        purge("url:/a", PurgeMode.HARD);
    }

    @Test
    void r3_at_most_ten_thousand_wait() {
        List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < AppliedWaiters.MAX_WAITING; i++) {
            waiting.add(
                    state.whenApplied(new Fence(P, 1), Duration.ofSeconds(1)).toCompletableFuture());
        }
        assertThat(state.whenApplied(new Fence(P, 1), Duration.ofSeconds(1)).toCompletableFuture())
                .isCompletedWithValue(false);
        purge("url:/a", PurgeMode.HARD);
        assertThat(waiting).allMatch(one -> one.getNow(false));
        assertThat(state.whenApplied(new Fence(P, 2), Duration.ofSeconds(1)).toCompletableFuture())
                .isNotDone();
    }

    @Test
    void a_fence_of_a_partition_that_the_log_has_not_is_never_applied_and_never_proven() {
        Fence foreign = new Fence(PARTITIONS, 0);
        assertThat(state.hasApplied(foreign)).isFalse();
        assertThat(state.whenApplied(foreign, Duration.ofSeconds(1)).toCompletableFuture())
                .isCompletedWithValue(false);
        assertThat(state.verdict(new Stamp(foreign, new long[] {1}))).isEqualTo(PurgeVerdict.UNPROVEN);
    }

    @Test
    void a_response_older_than_the_log_is_revalidated_unless_it_is_known_to_be_purged() {
        state = state(100, 100, 1000);
        next = 100;
        Stamp old = new Stamp(new Fence(P, 99), SelectorHash.matching(DEMO, PAGE, keys()));
        assertThat(state.verdict(old)).isEqualTo(PurgeVerdict.UNPROVEN);
        assertThat(state.verdict(fetched(DEMO))).isEqualTo(PurgeVerdict.VALID);
        purge("key:k", PurgeMode.SOFT);
        assertThat(state.verdict(old)).as("a soft purge proves nothing").isEqualTo(PurgeVerdict.UNPROVEN);
        purge("key:k", PurgeMode.HARD);
        assertThat(state.verdict(old)).isEqualTo(PurgeVerdict.HARD_PURGED);
    }

    @Test
    void records_that_are_gone_before_they_were_read_make_everything_older_unproven() {
        Stamp old = fetched(DEMO);
        state.lost(P, 50);
        assertThat(state.verdict(old)).isEqualTo(PurgeVerdict.UNPROVEN);
        assertThat(state.capture(DEMO)).isEqualTo(new Fence(P, 50));
        assertThat(state.verdict(fetched(DEMO))).isEqualTo(PurgeVerdict.VALID);
    }

    @Test
    void caught_up_means_the_end_at_the_start_also_where_compaction_left_a_gap() {
        state = state(0, 10, 1000);
        assertThat(state.caughtUp().toCompletableFuture()).isNotDone();
        assertThat(state.notReadyReason()).isEqualTo("reading the purge log: 0 of 40");
        for (int partition = 0; partition < PARTITIONS; partition++) {
            state.position(partition, 10);
        }
        assertThat(state.caughtUp().toCompletableFuture()).isDone();
        assertThat(state.notReadyReason()).contains("lease");
        assertThat(state.joined().toCompletableFuture())
                .as("the fleet has not heard of it")
                .isNotDone();
        state.freshness().reported(time.getAsLong());
        state.freshness().asked(time.getAsLong(), Collections.nCopies(PARTITIONS, 10L));
        assertThat(state.notReadyReason()).isNull();
        assertThat(state.joined().toCompletableFuture()).isCompleted();
    }

    @Test
    void positions_never_go_back() {
        state.position(P, 10);
        state.position(P, 5);
        assertThat(state.applied()).containsEntry(P, 10L);
    }

    @Test
    void poison_of_a_site_purges_everything_of_it_and_nothing_of_its_neighbours() {
        for (byte[] value : List.of(bytes("no json"), bytes("{}"), bytes("{\"id\":null}"))) {
            Stamp hit = fetched(DEMO);
            Stamp spared = fetched(NEIGHBOUR);
            record(bytes("demo/hard/everything"), value);
            assertThat(state.verdict(hit)).isEqualTo(PurgeVerdict.HARD_PURGED);
            assertThat(state.verdict(spared)).isEqualTo(PurgeVerdict.VALID);
            assertThat(state.verdict(fetched(DEMO))).as("fetched after it").isEqualTo(PurgeVerdict.VALID);
        }
        record(bytes("demo/soft/tag:from-the-future"), null);
        assertThat(state.poisonRecords()).isEqualTo(4);
        assertThat(state.purgesApplied()).isEqualTo(4);
    }

    @Test
    void poison_whose_key_and_value_differ_purges_the_sites_of_both() {
        Stamp ours = fetched(DEMO);
        Stamp theirs = fetched(NEIGHBOUR);
        record(bytes("demo/hard/key:k"), Json.write(purgeRecord(NEIGHBOUR, "key:k", PurgeMode.HARD)));
        assertThat(state.verdict(ours)).isEqualTo(PurgeVerdict.HARD_PURGED);
        assertThat(state.verdict(theirs)).isEqualTo(PurgeVerdict.HARD_PURGED);
    }

    @Test
    void poison_without_a_site_purges_every_site_of_its_partition() {
        for (byte @Nullable [] key : new byte @Nullable [][] {null, bytes(""), bytes("/x"), {(byte) 0xff}}) {
            Stamp ours = fetched(DEMO);
            Stamp theirs = fetched(NEIGHBOUR);
            Stamp elsewhere = fetched(ELSEWHERE);
            record(key, bytes("x"));
            assertThat(state.verdict(ours)).isEqualTo(PurgeVerdict.HARD_PURGED);
            assertThat(state.verdict(theirs)).isEqualTo(PurgeVerdict.HARD_PURGED);
            assertThat(state.verdict(elsewhere)).isEqualTo(PurgeVerdict.VALID);
            assertThat(state.verdict(fetched(DEMO))).isEqualTo(PurgeVerdict.VALID);
        }
    }

    @Test
    void poison_in_another_partition_purges_all_that_its_site_has_even_if_it_was_checked_already() {
        Stamp hit = fetched(ELSEWHERE);
        assertThat(state.verdict(hit)).isEqualTo(PurgeVerdict.VALID);
        PurgeRecord misplaced = purgeRecord(ELSEWHERE, "key:k", PurgeMode.HARD);
        record(bytes(misplaced.logKey()), Json.write(misplaced));
        assertThat(state.verdict(hit)).isEqualTo(PurgeVerdict.HARD_PURGED);
        assertThat(state.poisonRecords()).isEqualTo(1);
    }

    @Test
    void a_full_index_purges_everything_that_was_fetched_rather_than_forget_a_purge() {
        state = state(0, 0, 2);
        Stamp purged = fetched(DEMO);
        purge("key:k", PurgeMode.HARD);
        purge("key:b", PurgeMode.HARD);
        Stamp between = fetched(DEMO);
        purge("key:c", PurgeMode.HARD);
        assertThat(state.index().size()).isEqualTo(1);
        assertThat(state.verdict(purged)).isEqualTo(PurgeVerdict.HARD_PURGED);
        assertThat(state.verdict(between)).isEqualTo(PurgeVerdict.VALID);
        assertThat(state.verdict(fetched(DEMO))).isEqualTo(PurgeVerdict.VALID);
    }

    @Test
    void a_full_index_forgets_neither_half_of_a_purged_url() {
        state = state(0, 0, 2);
        purge("key:k", PurgeMode.HARD);
        Stamp plain = fetched(DEMO);
        Stamp rewritten =
                new Stamp(state.capture(DEMO), SelectorHash.matchingRewritten(DEMO, otherQuery(PAGE), List.of()));
        purge("url:http://demo.example/news/1", PurgeMode.HARD);
        assertThat(state.verdict(plain)).isEqualTo(PurgeVerdict.HARD_PURGED);
        assertThat(state.verdict(rewritten)).isEqualTo(PurgeVerdict.HARD_PURGED);
        assertThat(state.index().size()).isEqualTo(2);
    }

    @Test
    void r2_where_queries_are_rewritten_a_purge_hits_every_url_of_the_path() {
        Stamp plain = new Stamp(state.capture(DEMO), SelectorHash.matching(DEMO, otherQuery(PAGE), List.of()));
        Stamp rewritten =
                new Stamp(state.capture(DEMO), SelectorHash.matchingRewritten(DEMO, otherQuery(PAGE), List.of()));
        purge("url:/news/1?utm_source=x", PurgeMode.SOFT);
        assertThat(state.verdict(rewritten)).isEqualTo(PurgeVerdict.SOFT_PURGED);
        assertThat(state.verdict(plain)).isEqualTo(PurgeVerdict.VALID);
        purge("url:http://demo.example/news/1", PurgeMode.HARD);
        assertThat(state.verdict(rewritten)).isEqualTo(PurgeVerdict.HARD_PURGED);
        assertThat(state.verdict(plain)).isEqualTo(PurgeVerdict.VALID);
    }

    private static ContentUrl otherQuery(ContentUrl url) {
        return new ContentUrl(url.host(), url.path(), "b=1");
    }

    @Test
    void a_broken_log_ends_the_lease_and_says_why() {
        state.freshness().reported(time.getAsLong());
        state.freshness().asked(time.getAsLong(), Collections.nCopies(PARTITIONS, 0L));
        assertThat(state.notReadyReason()).isNull();
        state.broken("it has 9 partitions");
        state.broken("and more");
        assertThat(state.notReadyReason()).isEqualTo("it has 9 partitions");
        assertThat(state.freshness().isHeld()).isFalse();
    }

    @Test
    void a_report_is_wished_for_after_a_batch_and_not_after_each_record() {
        List<String> wished = new ArrayList<>();
        state.afterBatch(() -> wished.add("report"));
        purge("url:/a", PurgeMode.HARD);
        purge("url:/b", PurgeMode.HARD);
        assertThat(wished).isEmpty();
        state.batchEnded();
        assertThat(wished).hasSize(1);
    }

    private PurgeState state(long begin, long end, int maxSelectors) {
        LogExtent extent = new LogExtent(
                "purges", "id", Collections.nCopies(PARTITIONS, begin), Collections.nCopies(PARTITIONS, end));
        return new PurgeState(extent, new PurgeIndex(maxSelectors), time, time);
    }

    private Stamp fetched(SiteId site) {
        return new Stamp(state.capture(site), SelectorHash.matching(site, PAGE, keys()));
    }

    private void purge(String selector, PurgeMode mode) {
        PurgeRecord record = purgeRecord(DEMO, selector, mode);
        record(bytes(record.logKey()), Json.write(record));
    }

    private void record(byte @Nullable [] key, byte @Nullable [] value) {
        state.record(P, next++, key, value, null);
    }

    private static PurgeRecord purgeRecord(SiteId site, String selector, PurgeMode mode) {
        return new PurgeRecord(
                new PurgeId("test-purge"), site, mode, PurgeSelector.parse(selector), 0, 1, Instant.EPOCH, "test");
    }

    private static List<SurrogateKey> keys() {
        return List.of(new SurrogateKey("k"));
    }

    private static SiteId siteIn(int partition, SiteId other) {
        for (int i = 0; ; i++) {
            SiteId site = new SiteId("site-" + i);
            if (!site.equals(other) && Topics.partitionOf(site, PARTITIONS) == partition) {
                return site;
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
