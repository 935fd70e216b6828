/**
 * Traces as they are kept and shown: pure values and one bounded store. It knows neither HTTP nor OTLP, and has no clock
 * of its own.
 */
@NullMarked
package dev.skerry.telemetry.trace;

import org.jspecify.annotations.NullMarked;
