package dev.skerry.edge.purge;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.PopId;
import java.util.Map;

/**
 * What a node says of itself to the fleet, without Kafka and without threads: {@link ReceiptSender} sends it.
 *
 * <p>{@link #make} and {@link #acknowledged} are called by one thread, {@link #state} by any. The next report is made once the
 * one before it was acknowledged or given up, so that the log has them in order.
 */
public final class Reporter {
    private final NodeId node;
    private final PopId pop;
    private final long incarnation;
    private final PurgeState purges;
    private long sequence;
    private volatile NodeReport.State state = NodeReport.State.CATCHING_UP;

    /**
     * A report, and what its acknowledgement proves.
     *
     * @param report to be sent
     * @param madeAt on the lease's clock, before it was made
     */
    public record Made(NodeReport report, long madeAt) {}

    /**
     * Reports the progress of {@code purges}.
     *
     * @param incarnation greater with each start of the node, see {@link ReceiptSender}
     */
    public Reporter(NodeId node, PopId pop, long incarnation, PurgeState purges) {
        this.node = node;
        this.pop = pop;
        this.incarnation = incarnation;
        this.purges = purges;
    }

    /** What the node does with requests from now on. */
    public void state(NodeReport.State newState) {
        state = newState;
    }

    /** What the node does with requests. */
    public NodeReport.State state() {
        return state;
    }

    /** How the node stands at this moment. */
    public Made make() {
        FreshnessLease lease = purges.freshness();
        long madeAt = lease.now();
        Map<Integer, Long> erased = purges.erased(); // before applied, so that it says no more
        NodeReport report = NodeReport.of(node, pop, incarnation, sequence++, state, lease.isHeld(), purges.applied())
                .withErased(erased);
        return new Made(report, madeAt);
    }

    /** The log has {@code made}: the fleet has heard of this node since. */
    public void acknowledged(Made made) {
        purges.freshness().reported(made.madeAt());
    }
}
