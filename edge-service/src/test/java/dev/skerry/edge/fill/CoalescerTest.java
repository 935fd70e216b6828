package dev.skerry.edge.fill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.StoreRefusal;
import dev.skerry.edge.policy.Vary;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CoalescerTest {
    private static final Sharing SHARED = new Sharing.Shared();
    private static final Sharing NOT_STORED = new Sharing.NotStored(StoreRefusal.PRIVATE, Vary.NONE, "".hashCode());

    private final AtomicLong nanos = new AtomicLong();
    private final Coalescer coalescer = new Coalescer(nanos::get);

    @Test
    void the_first_leads_and_the_others_join_its_fill() {
        Coalescer.Place first = coalescer.join(key("/a"), "", "");
        Coalescer.Place second = coalescer.join(key("/a"), "", "");

        assertThat(first.leader()).isTrue();
        assertThat(second.leader()).isFalse();
        assertThat(second.fill()).isSameAs(first.fill());
        assertThat(coalescer.join(key("/b"), "", "").leader()).isTrue();
    }

    @Test
    void a_fill_that_was_left_is_joined_by_nobody_and_leaving_twice_does_not_harm_the_next_one() {
        Coalescer.Place first = coalescer.join(key("/a"), "", "");
        coalescer.ended(first.fill());
        Coalescer.Place next = coalescer.join(key("/a"), "", "");
        coalescer.leave(first.fill());

        assertThat(next.leader()).isTrue();
        assertThat(coalescer.join(key("/a"), "", "").fill()).isSameAs(next.fill());
        assertThat(coalescer.size()).isEqualTo(1);
    }

    @Test
    void what_responses_of_a_key_have_taught_is_forgotten_after_a_while_or_when_one_teaches_better() {
        coalescer.learn(key("/a"), Fields.EMPTY, NOT_STORED);
        coalescer.learn(key("/b"), Fields.EMPTY, new Sharing.ValidatedByEach());
        coalescer.learn(key("/b"), Fields.EMPTY, SHARED);

        assertThat(coalescer.sharing(key("/a"), Fields.EMPTY)).isEqualTo(NOT_STORED);
        assertThat(coalescer.sharing(key("/b"), Fields.EMPTY)).isEqualTo(SHARED);
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThat(coalescer.sharing(key("/a"), Fields.EMPTY)).isEqualTo(SHARED);
    }

    @Test
    void rfc9111_4_4_a_fill_that_nobody_may_join_is_still_told_that_its_resource_changed() {
        Coalescer.Place alone = coalescer.alone(key("/a"));
        Coalescer.Place overtaken = coalescer.join(key("/a"), "", "");
        coalescer.leave(overtaken.fill());
        coalescer.invalidate(key("/a"));

        assertThat(alone.fill().isInvalidated()).isTrue();
        assertThat(overtaken.fill().isInvalidated()).isTrue();
        coalescer.ended(alone.fill());
        coalescer.ended(overtaken.fill());
        assertThat(coalescer.size()).isZero();
    }

    @Test
    void rfc9111_4_4_a_fill_under_way_when_its_resource_changes_is_marked_and_not_joined_any_more() {
        Coalescer.Place place = coalescer.join(key("/a"), "", "");
        coalescer.invalidate(key("/a"));

        assertThat(place.fill().isInvalidated()).isTrue();
        assertThat(coalescer.join(key("/a"), "", "").leader()).isTrue();
    }

    private static CacheKey key(String path) {
        return new CacheKey(new SiteId("demo"), ContentUrl.ofTarget("demo.localhost", path));
    }
}
