/**
 * Purges that are asked for by CloudEvents, on a topic instead of over HTTP: what an event must be, what becomes of it, and the
 * events that say so. The checks, limits and the commit are those of every other shape
 * ({@link dev.skerry.purge.api.PurgeIntake}).
 */
@NullMarked
package dev.skerry.purge.events;

import org.jspecify.annotations.NullMarked;
