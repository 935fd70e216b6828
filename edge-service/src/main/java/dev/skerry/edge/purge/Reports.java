package dev.skerry.edge.purge;

import dev.skerry.contract.NodeId;
import java.util.concurrent.CompletionStage;

/** Where a node's reports go. Thread-safe. */
@FunctionalInterface
public interface Reports {
    /**
     * Sends a record keyed by node; may block for a second while the cluster is not known.
     *
     * @return completes once the record is in the log, exceptionally if it is not within about 5 s
     */
    CompletionStage<?> send(String topic, NodeId key, byte[] value);
}
