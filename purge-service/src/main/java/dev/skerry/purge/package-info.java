/**
 * The purge service: takes purges by HTTP, commits them to the purge log, and folds the reports of the fleet into
 * receipts (DESIGN section 4).
 *
 * <p>{@link dev.skerry.purge.PurgeService} wires the parts; {@code api} speaks HTTP, {@code log} speaks Kafka,
 * {@code progress} is the pure state between them.
 */
@NullMarked
package dev.skerry.purge;

import org.jspecify.annotations.NullMarked;
