package dev.skerry.contract;

/**
 * Counters of a node on {@code skerry.stats}, keyed by node, about once a second. All are totals since the node's start, so
 * that a lost record loses nothing.
 *
 * @param node the record's key
 * @param pop where it is
 * @param incarnation increases with every start of the node; totals begin at 0 with each
 * @param uptimeMs since the node's start, in milliseconds
 * @param requests answered
 * @param hits of them from memory or Redis without asking upstream
 * @param upstreamRequests to shield or origin
 * @param errors answered with 500 to 599 by the node itself
 * @param bytesOut of bodies sent to users
 * @param objects in the memory tier
 * @param memoryBytes held by the memory tier
 * @param purgesApplied selectors applied from the log
 */
public record NodeStats(
        NodeId node,
        PopId pop,
        long incarnation,
        long uptimeMs,
        long requests,
        long hits,
        long upstreamRequests,
        long errors,
        long bytesOut,
        long objects,
        long memoryBytes,
        long purgesApplied) {}
