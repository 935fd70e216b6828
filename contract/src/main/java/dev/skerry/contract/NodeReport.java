package dev.skerry.contract;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node says of itself on {@code skerry.receipts}, keyed by node: how far it has applied the purge log, and
 * whether it serves. Sent after every applied batch, on every change of state, and at least every
 * {@value #HEARTBEAT_MILLIS} ms, so that silence means something.
 *
 * @param node the record's key
 * @param pop where the node is
 * @param incarnation increases with every start of the node; a report of an older incarnation is out of date
 * @param sequence increases with every report of an incarnation, from 0
 * @param state what the node does with requests
 * @param leaseHeld whether it can prove that it has read the log up to less than the lease ago (DESIGN section 4)
 * @param applied next offset to apply, by partition of {@code skerry.purges}; sorted, so that equal reports are equal text
 */
public record NodeReport(
        NodeId node,
        PopId pop,
        long incarnation,
        long sequence,
        State state,
        boolean leaseHeld,
        SortedMap<Integer, Long> applied) {
    /** The longest time between two reports of a living node, in milliseconds. */
    public static final int HEARTBEAT_MILLIS = 1000;

    /** Life of a node, in order. */
    public enum State {
        /** Reads the purge log from its beginning; serves nobody. */
        CATCHING_UP,
        /** Serves. */
        SERVING,
        /** Takes no new connections, finishes what it has. */
        DRAINING,
        /** Ended in good order: it holds no client and will apply nothing more. */
        STOPPED
    }

    /** Copies the map. */
    public NodeReport {
        applied = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(applied));
    }

    /** Builds a report from any map. */
    public static NodeReport of(
            NodeId node,
            PopId pop,
            long incarnation,
            long sequence,
            State state,
            boolean leaseHeld,
            Map<Integer, Long> applied) {
        return new NodeReport(node, pop, incarnation, sequence, state, leaseHeld, new TreeMap<>(applied));
    }

    /** True if this node has applied the purge at {@code position}. */
    public boolean hasApplied(Position position) {
        Long next = applied.get(position.partition());
        return next != null && next > position.offset();
    }
}
