package dev.skerry.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.chaos.World.Change;
import dev.skerry.chaos.World.Published;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorldTest {
    private final World world = new World();
    private final Change everything = world.everything(0);

    @Test
    void a_receipt_promises_what_the_origin_had_before_the_purge_at_its_node_alone() {
        Published first = world.publish(everything);
        world.promise(first, Promised.status(PurgeStatus.State.APPLIED, Receipt.State.APPLIED));
        world.publish(everything);
        assertThat(world.version(7)).isEqualTo(2);
        assertThat(world.floor("fra-1", 7)).extracting(World.Floor::version).isEqualTo(1L);
        assertThat(world.floor("nyc-1", 7)).isNull();
        assertThat(world.floor("fra-1", World.THINGS - 1))
                .as("a thing of another site")
                .isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"PENDING", "FENCED", "DRAINED"})
    void other_receipts_promise_nothing_until_the_purge_is_complete(Receipt.State receipt) {
        Published published = world.publish(everything);
        world.promise(published, Promised.status(PurgeStatus.State.COMMITTED, receipt));
        assertThat(world.floor("fra-1", 7)).isNull();
        assertThat(world.committed(7)).as("to who names it").isNotNull();
        world.promise(published, Promised.status(PurgeStatus.State.COMPLETE, receipt));
        assertThat(world.floor("fra-1", 7)).isNotNull();
        assertThat(world.floor("any", 7)).isNotNull();
    }

    @Test
    void a_late_word_of_an_older_purge_takes_no_promise_back() {
        Published older = world.publish(everything);
        Published newer = world.publish(everything);
        PurgeStatus complete = Promised.status(PurgeStatus.State.COMPLETE, Receipt.State.APPLIED);
        world.promise(newer, complete);
        world.promise(older, complete);
        assertThat(world.floor("fra-1", 7)).extracting(World.Floor::version).isEqualTo(2L);
    }

    @Test
    void a_change_names_exactly_the_things_that_its_purge_hits() {
        Random random = new Random(42);
        IntStream.range(0, 2_000).forEach(i -> {
            Change change = world.change(random);
            Predicate<Integer> hit =
                    thing -> World.site(thing).equals(change.site().value())
                            && change.purge().selectors().stream().anyMatch(selector -> hits(selector, thing));
            List<Integer> expected =
                    IntStream.range(0, World.THINGS).boxed().filter(hit).toList();
            assertThat(change.things()).as("%s", change).containsExactlyInAnyOrderElementsOf(expected);
        });
    }

    private static boolean hits(PurgeSelector selector, int thing) {
        return switch (selector) {
            case PurgeSelector.Everything _ -> true;
            case PurgeSelector.ByHost host -> host.host().equals(World.host(thing));
            case PurgeSelector.ByKey key -> key.key().value().equals(World.key(thing));
            case PurgeSelector.ByKeyOfAnyCase key -> key.key().value().equalsIgnoreCase(World.key(thing));
            case PurgeSelector.ByUrl url -> url.url().path().equals(World.path(thing));
            case PurgeSelector.ByPrefix prefix ->
                World.path(thing).startsWith(prefix.prefix().path() + "/");
        };
    }
}
