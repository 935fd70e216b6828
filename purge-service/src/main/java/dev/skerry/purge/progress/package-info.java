/**
 * How far each purge has got: reports of nodes folded into receipts. No I/O and no Kafka; every instant comes in as
 * nanoseconds of one monotonic clock, so that tests run on virtual time.
 *
 * <p>Read {@link dev.skerry.purge.progress.PurgeBook} first, the pure state of one thread;
 * {@link dev.skerry.purge.progress.PurgeTracker} makes it fit for many.
 */
@NullMarked
package dev.skerry.purge.progress;

import org.jspecify.annotations.NullMarked;
