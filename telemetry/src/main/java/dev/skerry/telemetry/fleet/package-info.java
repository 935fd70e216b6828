/**
 * The fleet as its nodes report it: a pure model on injected time, without Kafka, HTTP or threads. Enter at {@link
 * dev.skerry.telemetry.fleet.FleetView}; what leaves are immutable values.
 */
@NullMarked
package dev.skerry.telemetry.fleet;

import org.jspecify.annotations.NullMarked;
