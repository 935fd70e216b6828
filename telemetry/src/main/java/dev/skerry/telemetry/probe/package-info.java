/** Asks services whether they are ready, so that the console can say which one is not. */
@NullMarked
package dev.skerry.telemetry.probe;

import org.jspecify.annotations.NullMarked;
