package dev.skerry.contract;

import org.jspecify.annotations.Nullable;

/**
 * What one node has to say of one purge.
 *
 * @param pop where the node is
 * @param node who says it
 * @param state how the purge stands there
 * @param latencyMs from the purge's commit to the arrival of the receipt that was the first not to be pending, on purge-service's monotonic clock, in
 *     milliseconds; null while {@link State#PENDING}, and where the commit was before purge-service started
 */
public record Receipt(
        PopId pop, NodeId node, State state, @Nullable Double latencyMs) {
    /** How a purge stands at a node. All but {@link #PENDING} count towards COMPLETE, and only {@link #ERASED} may follow. */
    public enum State {
        /** Not heard of yet. */
        PENDING,
        /** The node has applied it: it will never serve from cache what the purge hit. */
        APPLIED,
        /** The node is out of reach for so long that its own lease keeps it from serving unvalidated content. */
        FENCED,
        /** The node has left in good order and serves nobody. */
        DRAINED,
        /** Of a hard purge: the node has applied it, and erased what it hit. */
        ERASED
    }
}
