package dev.skerry.purge.progress;

import dev.skerry.contract.FenceRule;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.PopId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One purge and its receipts. A receipt that is not pending any more counts for good: a node that restarts reads the log
 * before it serves, and one that comes back from silence validates everything until it has read the log.
 *
 * <p>Of a hard purge it becomes {@link Receipt.State#ERASED} once the node has erased what the purge hit. The purge is ERASED
 * when all nodes have that have not left, and of each PoP that is known at least one, which speaks for its Redis: also of one
 * whose nodes had all left before the purge came, since its Redis has not.
 */
final class TrackedPurge {
    private static final Comparator<Receipt> BY_PLACE =
            Comparator.comparing(Receipt::pop).thenComparing(Receipt::node);

    private static final int RECEIPT_BYTES = 128;

    private final LoggedPurge purge;
    private final long weight;
    private final Map<NodeId, Receipt> receipts = new HashMap<>();
    private final Set<PopId> pops = new HashSet<>();
    private final Set<PopId> erasedPops = new HashSet<>();
    private final Set<NodeId> left = new HashSet<>();
    private int pending;
    private boolean applied;
    private boolean unwitnessed;
    private boolean uncounted;
    private long changedAt;
    private PurgeStatus.State state = PurgeStatus.State.COMPLETE;

    /** @param nodes how many receipts are to be expected, for the weight alone */
    TrackedPurge(LoggedPurge purge, int nodes) {
        this.purge = purge;
        this.weight = purge.weight() + (long) RECEIPT_BYTES * nodes;
        this.changedAt = purge.timing() == null ? 0 : purge.timing().committed();
    }

    LoggedPurge purge() {
        return purge;
    }

    /** About how many bytes it takes to remember this; the same for ever. */
    long weight() {
        return weight;
    }

    /** Whether this process has committed it, and has not read it from the log. */
    boolean isOfHere() {
        return purge.timing() != null;
    }

    boolean isComplete() {
        return pending == 0 && !unwitnessed && !uncounted;
    }

    /** Whether what the purge hit is gone everywhere, or never has to be. */
    boolean isErased() {
        return isComplete()
                && (purge.mode() == PurgeMode.SOFT
                        || (!erasedPops.isEmpty()
                                && erasedPops.containsAll(pops)
                                && receipts.values().stream().allMatch(this::isErased)));
    }

    private boolean isErased(Receipt receipt) {
        return switch (receipt.state()) {
            case ERASED, DRAINED -> true;
            case PENDING, APPLIED, FENCED -> left.contains(receipt.node());
        };
    }

    /** There may be a Redis at this PoP that has what the purge hit. To be told of all PoPs before the first receipt. */
    void knowPop(PopId pop) {
        pops.add(pop);
    }

    /** The node has erased what the purge hit, and its PoP's Redis has it no more. False if that changes nothing. */
    boolean erase(NodeReport node, long at) {
        boolean news = erasedPops.add(node.pop());
        if (settle(node, Receipt.State.APPLIED, at)) {
            news = true;
        }
        Receipt before = receipts.get(node.node());
        if (before != null && before.state() != Receipt.State.ERASED) {
            receipts.put(node.node(), new Receipt(node.pop(), node.node(), Receipt.State.ERASED, before.latencyMs()));
            news = true;
        }
        advance(at);
        return news;
    }

    /** The node is gone, and its memory with it. False if that changes nothing. */
    boolean leave(NodeId node, long at) {
        Receipt before = receipts.get(node);
        if (before == null || before.state() == Receipt.State.ERASED || !left.add(node)) {
            return false;
        }
        PurgeStatus.State was = state;
        advance(at);
        return state != was;
    }

    /**
     * No node is known that could have a receipt: perhaps there is none, perhaps its report has not been read yet. Only
     * {@link #witness} completes the purge from now on.
     */
    void awaitWitness() {
        unwitnessed = true;
        advance(changedAt);
    }

    /** There is a node that nothing is kept of: the purge is never complete. */
    void awaitUncounted() {
        uncounted = true;
        advance(changedAt);
    }

    /**
     * Every report written before {@code provenAt} is known. True if that was asked for after the commit, so that no node
     * can be serving that is not known: one must have reported before it may serve.
     */
    boolean witness(long provenAt) {
        if (!unwitnessed || !isProvenSinceCommit(provenAt)) {
            return false;
        }
        unwitnessed = false;
        advance(provenAt);
        return true;
    }

    private boolean isProvenSinceCommit(long provenAt) {
        LoggedPurge.Timing timing = purge.timing();
        return timing == null || provenAt - timing.committed() >= 0;
    }

    /** The purge waits for this node from now on. False if it already has a receipt of it. */
    boolean join(NodeReport node) {
        pops.add(node.pop());
        Receipt receipt = new Receipt(node.pop(), node.node(), Receipt.State.PENDING, null);
        if (receipts.putIfAbsent(node.node(), receipt) != null) {
            return false;
        }
        pending++;
        advance(changedAt);
        return true;
    }

    /** The node's receipt, which came at {@code at}. False if the purge does not wait for that node. */
    boolean settle(NodeReport node, Receipt.State outcome, long at) {
        Receipt before = receipts.get(node.node());
        if (before == null || before.state() != Receipt.State.PENDING) {
            return false;
        }
        LoggedPurge.Timing timing = purge.timing();
        Double latencyMs = timing == null ? null : Math.max(0, at - timing.committed()) / 1e6;
        receipts.put(node.node(), new Receipt(node.pop(), node.node(), outcome, latencyMs));
        pending--;
        applied |= outcome == Receipt.State.APPLIED;
        advance(at);
        return true;
    }

    /** A node that was silent for too long proves nothing: fences it if {@code rule} says so. */
    boolean settleSilent(NodeReport node, FenceRule rule, long silentNanos, long provenAt) {
        return isProvenSinceCommit(provenAt)
                && rule.isFenced(silentNanos)
                && settle(node, Receipt.State.FENCED, provenAt);
    }

    /** The node has left the fleet for good: the purge waits for it no longer. False if it did not. */
    boolean forget(NodeId node, long at) {
        Receipt before = receipts.get(node);
        if (before == null || before.state() != Receipt.State.PENDING) {
            return false;
        }
        receipts.remove(node);
        pending--;
        advance(at);
        return true;
    }

    private void advance(long at) {
        PurgeStatus.State next = isComplete()
                ? purge.mode() == PurgeMode.HARD && isErased() ? PurgeStatus.State.ERASED : PurgeStatus.State.COMPLETE
                : applied ? PurgeStatus.State.APPLIED : PurgeStatus.State.COMMITTED;
        LoggedPurge.Timing timing = purge.timing();
        if (next != state && timing != null && at - timing.committed() > 0) {
            changedAt = at;
        }
        state = next;
    }

    PurgeStatus status() {
        LoggedPurge.Timing timing = purge.timing();
        return new PurgeStatus(
                purge.id(),
                purge.site(),
                purge.mode(),
                purge.selectors(),
                state,
                purge.position(),
                receipts.values().stream().sorted(BY_PLACE).toList(),
                purge.requestedAt(),
                purge.requestedBy(),
                timing == null ? 0 : (changedAt - timing.accepted()) / 1e6);
    }
}
