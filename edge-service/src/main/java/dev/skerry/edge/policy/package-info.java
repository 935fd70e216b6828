/**
 * What HTTP caching says, as pure functions of (now, request, stored response): RFC 9111, RFC 9110 (§7.6, §13, §14),
 * RFC 5861, RFC 8246, RFC 9211 and RFC 9213.
 *
 * <p>Nothing here reads a clock, does I/O, logs, keeps state or knows a type of any library but the structured-field
 * parser. Times are milliseconds: instants since the Unix epoch, spans as plain lengths. No function throws on what a
 * peer sent: what cannot be understood is treated in the safe way that its RFC names. Every refusal has an enum reason.
 *
 * <p>The order in which a request meets it: {@link dev.skerry.edge.policy.Vary} selects the stored variant, {@link
 * dev.skerry.edge.policy.Reuse} decides on it, {@link dev.skerry.edge.policy.Preconditions} and {@link
 * dev.skerry.edge.policy.ByteRange} shape the answer. On the way back {@link dev.skerry.edge.policy.Storability}
 * decides whether a response may be kept and what of its head, and {@link dev.skerry.edge.policy.Freshening} folds in a
 * 304.
 */
@NullMarked
package dev.skerry.edge.policy;

import org.jspecify.annotations.NullMarked;
