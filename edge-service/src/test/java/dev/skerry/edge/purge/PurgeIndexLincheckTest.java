package dev.skerry.edge.purge;

import dev.skerry.contract.PurgeMode;
import dev.skerry.edge.Interleavings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Readers of the purge index see what one thread would see, in every order of steps of the writer and theirs. */
@Tag(Interleavings.TAG)
class PurgeIndexLincheckTest {
    @Test
    void a_table_that_grows_shows_its_readers_no_other_state_than_it_was_in() {
        Interleavings.explore(GrowingTable.class, TableSpecification.class);
        Interleavings.stress(GrowingTable.class, TableSpecification.class);
    }

    @Test
    void a_table_that_is_cleared_and_filled_again_never_hides_from_one_reader_what_another_has_found() {
        Interleavings.exploreScenario(
                ClearedTable.class,
                ClearedSpecification.class,
                List.of("raiseAnother"),
                List.of(List.of("clear", "raise"), List.of("get", "get")));
        Interleavings.stress(ClearedTable.class, ClearedSpecification.class);
    }

    @Test
    void an_index_that_gets_full_shows_its_readers_no_other_state_than_it_was_in() {
        Interleavings.explore(Index.class, IndexSpecification.class);
        Interleavings.stress(Index.class, IndexSpecification.class);
    }

    /**
     * So full that the second selector makes it grow. The selectors' hashes have one home, the last place of the
     * table, so they are neighbours around its end.
     */
    @Param(name = "selector", gen = IntGen.class, conf = "1:3")
    @Param(name = "offset", gen = IntGen.class, conf = "0:9")
    public static final class GrowingTable {
        private static final int HELD_BEFORE = 48;

        private final OffsetTable table = new OffsetTable();

        /** Fills it. */
        public GrowingTable() {
            for (long home = 8; home < 8 + HELD_BEFORE; home++) {
                table.raise(home << 58, 0);
            }
        }

        /** The writer. */
        @Operation(nonParallelGroup = "writer")
        public void raise(@Param(name = "selector") int selector, @Param(name = "offset") int offset) {
            table.raise(-selector, offset);
        }

        /** A reader. */
        @Operation
        public long get(@Param(name = "selector") int selector) {
            return table.get(-selector);
        }
    }

    /** One selector: what matters is the order in which the table's fields are written. */
    public static final class ClearedTable {
        private final OffsetTable table = new OffsetTable();

        /** The writer. */
        @Operation(nonParallelGroup = "writer")
        public void raise() {
            table.raise(1, 1);
        }

        /** The writer: so that the table is not empty. */
        @Operation(nonParallelGroup = "writer")
        public void raiseAnother() {
            table.raise(-1, 1);
        }

        /** The writer. */
        @Operation(nonParallelGroup = "writer")
        public void clear() {
            table.clear();
        }

        /** A reader. */
        @Operation
        public boolean get() {
            return table.get(1) == 1;
        }
    }

    /** There or not. */
    public static final class ClearedSpecification {
        private boolean there;

        /** There. */
        public void raise() {
            there = true;
        }

        /** As it was. */
        public void raiseAnother() {}

        /** Not there. */
        public void clear() {
            there = false;
        }

        /** Whether it is. */
        public boolean get() {
            return there;
        }
    }

    /** A map. */
    public static final class TableSpecification {
        private final Map<Integer, Long> offsets = new HashMap<>();

        /** The higher offset stays. */
        public void raise(int selector, int offset) {
            offsets.merge(selector, (long) offset, Math::max);
        }

        /** Or -1. */
        public long get(int selector) {
            return offsets.getOrDefault(selector, -1L);
        }
    }

    /**
     * Holds three selectors. Nobody clears it here: that takes its two tables one after the other, and what a reader
     * may make of the state between is for the floors of {@link PurgeState} to say.
     */
    @Param(name = "selector", gen = IntGen.class, conf = "1:3")
    @Param(name = "offset", gen = IntGen.class, conf = "0:9")
    @Param(name = "soft", gen = BooleanGen.class)
    public static final class Index {
        private final PurgeIndex index = new PurgeIndex(IndexSpecification.MOST);

        /** The writer. */
        @Operation(nonParallelGroup = "writer")
        public boolean raise(
                @Param(name = "selector") int selector,
                @Param(name = "soft") boolean soft,
                @Param(name = "offset") int offset) {
            return index.raise(selector, mode(soft), offset);
        }

        /** A reader. */
        @Operation
        public long highest(@Param(name = "selector") int selector, @Param(name = "soft") boolean soft) {
            return index.highest(selector, mode(soft));
        }

        private static PurgeMode mode(boolean soft) {
            return soft ? PurgeMode.SOFT : PurgeMode.HARD;
        }
    }

    /** A map for each mode. */
    public static final class IndexSpecification {
        private static final int MOST = 3;

        private final Map<Integer, Long> hard = new HashMap<>();
        private final Map<Integer, Long> soft = new HashMap<>();

        /** False where it is full and the selector is new in this mode. */
        public boolean raise(int selector, boolean softly, int offset) {
            Map<Integer, Long> offsets = softly ? soft : hard;
            if (!offsets.containsKey(selector) && hard.size() + soft.size() == MOST) {
                return false;
            }
            offsets.merge(selector, (long) offset, Math::max);
            return true;
        }

        /** Or -1. */
        public long highest(int selector, boolean softly) {
            return (softly ? soft : hard).getOrDefault(selector, -1L);
        }
    }
}
