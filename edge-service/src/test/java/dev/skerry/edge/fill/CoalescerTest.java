package dev.skerry.edge.fill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.CacheKey;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CoalescerTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Coalescer coalescer = new Coalescer(nanos::get);

    @Test
    void the_first_leads_and_the_others_join_its_fill() {
        Coalescer.Place first = coalescer.join(key("/a"));
        Coalescer.Place second = coalescer.join(key("/a"));

        assertThat(first.leader()).isTrue();
        assertThat(second.leader()).isFalse();
        assertThat(second.fill()).isSameAs(first.fill());
        assertThat(coalescer.join(key("/b")).leader()).isTrue();
    }

    @Test
    void a_fill_that_was_left_is_joined_by_nobody_and_leaving_twice_does_not_harm_the_next_one() {
        Coalescer.Place first = coalescer.join(key("/a"));
        coalescer.leave(first.fill());
        Coalescer.Place next = coalescer.join(key("/a"));
        coalescer.leave(first.fill());

        assertThat(next.leader()).isTrue();
        assertThat(coalescer.join(key("/a")).fill()).isSameAs(next.fill());
        assertThat(coalescer.size()).isEqualTo(1);
    }

    @Test
    void requests_for_a_key_whose_responses_are_private_do_not_queue_for_a_while() {
        coalescer.markUnshared(key("/a"));

        assertThat(coalescer.join(key("/a")).leader()).isTrue();
        assertThat(coalescer.join(key("/a")).leader()).isTrue();
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThat(coalescer.join(key("/a")).leader()).isTrue();
        assertThat(coalescer.join(key("/a")).leader()).isFalse();
    }

    @Test
    void rfc9111_4_4_a_fill_under_way_when_its_resource_changes_is_marked_and_not_joined_any_more() {
        Coalescer.Place place = coalescer.join(key("/a"));
        coalescer.invalidate(key("/a"));

        assertThat(place.fill().isInvalidated()).isTrue();
        assertThat(coalescer.join(key("/a")).leader()).isTrue();
    }

    private static CacheKey key(String path) {
        return new CacheKey(new SiteId("demo"), ContentUrl.ofTarget("demo.localhost", path));
    }
}
