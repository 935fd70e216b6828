package dev.skerry.edge.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Fence;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.purge.Stamp;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class ValueFormatTest {
    private static final int CHECKED_FROM = 12;

    private final byte[] value = ValueFormat.write(response());

    @Test
    void what_is_written_is_read_back() {
        StoredResponse read = ValueFormat.read(value);
        assertThat(read).isNotNull();
        assertThat(read.key()).isEqualTo(response().key());
        assertThat(read.variant()).isEqualTo("x-user=1\n");
        assertThat(read.view().head()).isEqualTo(response().view().head());
        assertThat(read.stamp().fence()).isEqualTo(new Fence(2, 7));
        assertThat(ValueFormat.write(read)).isEqualTo(value);
    }

    @Test
    void a_value_that_was_cut_short_or_lengthened_is_none() {
        for (int length = 0; length < value.length; length++) {
            assertThat(ValueFormat.read(Arrays.copyOf(value, length))).isNull();
        }
        assertThat(ValueFormat.read(Arrays.copyOf(value, value.length + 1))).isNull();
    }

    @Test
    void a_value_with_any_bit_flipped_is_none() {
        for (int bit = 0; bit < 8 * value.length; bit++) {
            byte[] damaged = value.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(ValueFormat.read(damaged)).as("bit %s", bit).isNull();
        }
    }

    @Test
    void a_value_that_a_faulty_writer_signed_is_none_or_whole_and_never_an_exception() {
        Random random = new Random(7);
        for (int i = 0; i < 50_000; i++) {
            byte[] faulty = value.clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                faulty[16 + random.nextInt(faulty.length - 16)] = (byte) random.nextInt(256);
            }
            CRC32C crc = new CRC32C();
            crc.update(faulty, CHECKED_FROM, faulty.length - CHECKED_FROM);
            java.nio.ByteBuffer.wrap(faulty).putInt(8, (int) crc.getValue());
            StoredResponse read = ValueFormat.read(faulty);
            assertThat(read == null || read.body().state() == Body.State.COMPLETE)
                    .isTrue();
        }
    }

    private static StoredResponse response() {
        CacheKey key = new CacheKey(new SiteId("demo"), ContentUrl.parse("http://www.example/a?b"));
        StoredView view = new StoredView(
                new ResponseHead(404, Fields.of("vary", "x-user", "age", "3")),
                1,
                2,
                new FreshnessLifetime(3, FreshnessLifetime.Source.EXPIRES));
        Stamp stamp = new Stamp(new Fence(2, 7), new long[] {-1, 1});
        return new StoredResponse(key, "x-user=1\n", view, stamp, Body.of(List.of(new byte[] {1, 2, 3})));
    }
}
