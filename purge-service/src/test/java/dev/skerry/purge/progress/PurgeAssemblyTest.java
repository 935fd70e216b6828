package dev.skerry.purge.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class PurgeAssemblyTest {
    private final PurgeAssembly assembly = new PurgeAssembly();

    static PurgeRecord record(String id, int index, int count) {
        return new PurgeRecord(
                new PurgeId(id),
                new SiteId("demo"),
                PurgeMode.HARD,
                PurgeSelector.parse("key:k" + index),
                index,
                count,
                Instant.EPOCH,
                "tester");
    }

    @Test
    void the_last_record_gives_the_position() {
        assertThat(assembly.add(record("purge-one", 0, 2), new Position(0, 7))).isEmpty();
        assertThat(assembly.add(record("purge-one", 1, 2), new Position(0, 9)))
                .hasValueSatisfying(purge -> assertThat(purge.position()).isEqualTo(new Position(0, 9)));
    }

    @Test
    void records_of_several_purges_may_alternate() {
        assertThat(assembly.add(record("purge-one", 0, 2), new Position(0, 0))).isEmpty();
        assertThat(assembly.add(record("purge-two", 0, 2), new Position(0, 1))).isEmpty();
        assertThat(assembly.add(record("purge-one", 1, 2), new Position(0, 2))).hasValueSatisfying(purge -> {
            assertThat(purge.id()).isEqualTo(new PurgeId("purge-one"));
            assertThat(purge.selectors()).containsExactly("key:k0", "key:k1");
            assertThat(purge.timing()).isNull();
        });
        assertThat(assembly.add(record("purge-two", 1, 2), new Position(0, 3))).isPresent();
    }

    @Test
    void a_selector_that_compaction_has_removed_is_missing() {
        assertThat(assembly.add(record("purge-one", 2, 3), new Position(0, 2)))
                .hasValueSatisfying(purge -> assertThat(purge.selectors()).containsExactly("key:k2"));
    }

    @Test
    void purges_that_never_end_give_way_to_newer_ones() {
        for (int i = 0; i <= PurgeAssembly.MAX_PARTIAL; i++) {
            assertThat(assembly.add(record("purge-no-" + i, 0, 2), new Position(0, i)))
                    .isEmpty();
        }
        assertThat(assembly.add(record("purge-no-0", 1, 2), new Position(0, 100)))
                .hasValueSatisfying(purge -> assertThat(purge.selectors()).containsExactly("key:k1"));
    }
}
