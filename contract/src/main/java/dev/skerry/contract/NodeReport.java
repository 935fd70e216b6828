package dev.skerry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself on {@code skerry.receipts}, keyed by node: how far it has applied the purge log, and
 * whether it serves. Sent after every applied batch, on every change of state, and at least every
 * {@value #HEARTBEAT_MILLIS} ms, so that silence means something.
 *
 * @param node the record's key
 * @param pop where the node is
 * @param incarnation increases with every start of the node, unless its clock was set back: a report of a lower one is out of date
 *     while the process with the higher one is heard of
 * @param sequence increases with every report of an incarnation, from 0
 * @param state what the node does with requests
 * @param leaseHeld whether it can prove that it has read the log up to less than the lease ago (DESIGN section 4)
 * @param applied next offset to apply, by partition of {@code skerry.purges}; sorted, so that equal reports are equal text
 * @param erased by partition: what hard purges below this offset have hit is gone from the node's memory, and from its PoP's
 *     Redis as far as this node can put it there; sorted. Empty if it does not tell, as nodes of an older version
 */
public record NodeReport(
        NodeId node,
        PopId pop,
        long incarnation,
        long sequence,
        State state,
        boolean leaseHeld,
        SortedMap<Integer, Long> applied,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedMap<Integer, Long> erased) {
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

    /** Copies the maps. */
    public NodeReport {
        applied = Collections.unmodifiableSortedMap(new TreeMap<>(applied));
        erased = Collections.unmodifiableSortedMap(new TreeMap<>(erased));
    }

    @JsonCreator
    static NodeReport read(
            @JsonProperty("node") NodeId node,
            @JsonProperty("pop") PopId pop,
            @JsonProperty("incarnation") long incarnation,
            @JsonProperty("sequence") long sequence,
            @JsonProperty("state") State state,
            @JsonProperty("leaseHeld") boolean leaseHeld,
            @JsonProperty("applied") SortedMap<Integer, Long> applied,
            @JsonProperty("erased") @Nullable SortedMap<Integer, Long> erased) {
        return new NodeReport(
                node, pop, incarnation, sequence, state, leaseHeld, applied, erased == null ? new TreeMap<>() : erased);
    }

    /** Builds a report from any map; of a node that has erased nothing. */
    public static NodeReport of(
            NodeId node,
            PopId pop,
            long incarnation,
            long sequence,
            State state,
            boolean leaseHeld,
            Map<Integer, Long> applied) {
        return new NodeReport(
                node, pop, incarnation, sequence, state, leaseHeld, new TreeMap<>(applied), new TreeMap<>());
    }

    /** The same report of a node that has erased this much. */
    public NodeReport withErased(Map<Integer, Long> upTo) {
        return new NodeReport(node, pop, incarnation, sequence, state, leaseHeld, applied, new TreeMap<>(upTo));
    }

    /** True if this is of the same process as {@code known} and later, or of one with a higher incarnation. */
    public boolean isNewerThan(NodeReport known) {
        return incarnation > known.incarnation || (incarnation == known.incarnation && sequence > known.sequence);
    }

    /**
     * True if the process of this report takes the place of another one's though its incarnation is lower, since clocks may
     * have been wrong: the other one has stopped, or has been silent for as long as fences anybody.
     *
     * @param known last report of the other process
     * @param silentNanos for how long nothing came after it, in nanoseconds
     */
    public boolean succeeds(NodeReport known, long silentNanos) {
        return incarnation < known.incarnation
                && (known.state == State.STOPPED || silentNanos >= FenceRule.SHORTEST.toNanos());
    }

    /** True if this node has erased what a hard purge at {@code position} has hit. */
    public boolean hasErased(Position position) {
        Long next = erased.get(position.partition());
        return next != null && next > position.offset();
    }

    /** True if this node has applied the purge at {@code position}. */
    public boolean hasApplied(Position position) {
        Long next = applied.get(position.partition());
        return next != null && next > position.offset();
    }
}
