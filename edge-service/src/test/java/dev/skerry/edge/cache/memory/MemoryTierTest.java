package dev.skerry.edge.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheTier;
import dev.skerry.edge.cache.CacheTierContract;
import dev.skerry.edge.policy.Fields;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryTierTest extends CacheTierContract {
    private static final long CAPACITY = 16 << 20;

    private final MemoryTier memory = new MemoryTier(CAPACITY, Runnable::run);

    @Override
    protected CacheTier tier() {
        return memory;
    }

    @Override
    protected void settle() {}

    @Test
    void what_it_holds_is_counted() throws Exception {
        memory.store(response(key("/a"), "", Fields.EMPTY, body("a")));
        long one = memory.bytes();
        memory.store(response(key("/a"), "", Fields.EMPTY, body("b")));
        storeVarying("/b", "x-user", "1");
        storeVarying("/b", "x-user", "2");
        assertThat(memory.objects()).isEqualTo(3);
        assertThat(memory.bytes()).isBetween(3 * one, 3 * one + 200);
        memory.remove(key("/b"));
        assertThat(memory.objects()).isEqualTo(1);
        assertThat(memory.bytes()).isEqualTo(one);
    }

    @Test
    void it_never_holds_more_than_its_capacity_and_counts_on() {
        for (int i = 0; i < 1000; i++) {
            memory.store(response(key("/" + i), "", Fields.EMPTY, Body.of(List.of(new byte[100_000]))));
        }
        assertThat(memory.bytes()).isBetween(CAPACITY / 2, CAPACITY);
        assertThat(memory.bytes() / memory.objects()).isBetween(100_000L, 102_000L);
    }

    @Test
    void a_response_over_an_eighth_of_the_capacity_is_not_kept() throws Exception {
        memory.store(response(key("/a"), "", Fields.EMPTY, Body.of(List.of(new byte[(int) CAPACITY / 8]))));
        assertThat(memory.peek(key("/a"), Fields.EMPTY)).isNull();
        assertThat(memory.objects()).isZero();
    }

    @Test
    void the_variants_of_one_key_take_at_most_a_quarter_of_the_capacity() throws Exception {
        int size = (int) CAPACITY / 10;
        for (int i = 0; i < 4; i++) {
            Fields head = Fields.of("vary", "x-user");
            String variant = "x-user=" + i + "\n";
            memory.store(response(key("/a"), variant, head, Body.of(List.of(new byte[size]))));
        }
        assertThat(memory.objects()).isEqualTo(2);
        assertThat(memory.peek(key("/a"), Fields.of("x-user", "3"))).isNotNull();
        assertThat(memory.peek(key("/a"), Fields.of("x-user", "0"))).isNull();
    }

    @Test
    void rfc9110_12_5_4_what_a_request_accepts_is_read_once_however_many_languages_are_stored() throws Exception {
        String wishes = IntStream.range(0, 2000).mapToObj(i -> "x" + i).collect(Collectors.joining(","));
        storeIn("/one", 1);
        storeIn("/many", CacheTier.MAX_VARIANTS);

        assertThat(allocatedBy("/many", wishes)).isLessThan(2 * allocatedBy("/one", wishes));
    }

    private void storeIn(String target, int languages) throws Exception {
        for (int i = 0; i < languages; i++) {
            Fields head = Fields.of("vary", "accept-language", "content-language", "l" + i);
            memory.store(response(key(target), "accept-language=l" + i + "\n", head, body("a")));
        }
    }

    private long allocatedBy(String target, String wishes) {
        var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Fields request = Fields.of("accept-language", wishes);
        memory.peek(key(target), request);
        long before = thread.getCurrentThreadAllocatedBytes();
        assertThat(memory.peek(key(target), request)).isNull();
        return thread.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void a_capacity_below_a_mebibyte_is_refused() {
        assertThatThrownBy(() -> new MemoryTier(1000)).hasMessageContaining("use 1MiB or more");
    }
}
