package dev.skerry.chaos;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import dev.skerry.contract.SiteId;
import java.time.Instant;
import java.util.List;

/** How purges stand, for tests. */
final class Promised {
    private Promised() {}

    /** A purge in this state, of which {@code fra-1} says {@code receipt}, and {@code nyc-1} nothing. */
    static PurgeStatus status(PurgeStatus.State state, Receipt.State receipt) {
        return new PurgeStatus(
                new PurgeId("p-0123456789abcdef"),
                new SiteId("strict"),
                PurgeMode.HARD,
                List.of("everything"),
                state,
                new Position(3, 17),
                List.of(
                        new Receipt(new PopId("fra"), new NodeId("fra-1"), receipt, 1.0),
                        new Receipt(new PopId("nyc"), new NodeId("nyc-1"), Receipt.State.PENDING, null)),
                Instant.EPOCH,
                "tester",
                1);
    }
}
