/**
 * The fetch side: a machine of its own, not the tail of a request. It asks upstream once per key, whoever waits, streams
 * what comes to all of them, and stores what may be stored.
 */
@NullMarked
package dev.skerry.edge.fill;

import org.jspecify.annotations.NullMarked;
