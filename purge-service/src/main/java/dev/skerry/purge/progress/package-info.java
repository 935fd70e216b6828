/**
 * How far each purge has got: reports of nodes folded into receipts.
 *
 * <p>Pure state of one thread: no I/O, no clock, no Kafka. Every instant comes in as nanoseconds of one monotonic clock,
 * so that tests run on virtual time. Read {@link dev.skerry.purge.progress.PurgeBook} first.
 */
@NullMarked
package dev.skerry.purge.progress;

import org.jspecify.annotations.NullMarked;
