package dev.skerry.edge.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Fields as long as a head may be take no longer to read than their length says. */
class LongFieldsTest {
    private static final Duration LONG = Duration.ofSeconds(4);
    private static final int ROUNDS = 10;

    @Test
    void rfc9111_4_4_no_more_than_a_few_locations_are_invalidated() {
        Fields.Builder fields = Fields.builder();
        for (int i = 0; i < 5000; i++) {
            fields.add("location", "/" + i).add("content-location", "/" + i);
        }
        RequestHead request = new RequestHead("POST", "example.com", "/a", Fields.EMPTY);

        assertThat(Invalidation.targets(request, new ResponseHead(200, fields.build())))
                .startsWith("/a", "/0")
                .hasSizeLessThan(100);
    }

    @Test
    void rfc9111_3_2_vary_of_a_304_that_names_thousands_of_fields_is_merged_at_once() {
        ResponseHead stored = new ResponseHead(200, Fields.of("vary", "a,".repeat(30_000)));
        String names = IntStream.range(0, 13_000)
                .mapToObj(i -> "x" + Integer.toString(i, 36))
                .collect(Collectors.joining(","));
        ResponseHead notModified = new ResponseHead(304, Fields.of("vary", names));

        assertTimeout(LONG, () -> {
            for (int round = 0; round < ROUNDS; round++) {
                ResponseHead merged = Freshening.merge(stored, notModified);
                assertThat(Vary.of(merged).isAny()).isTrue();
            }
        });
    }
}
