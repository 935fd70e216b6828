/**
 * Telemetry: what the platform is doing, for people and for Prometheus, and the console that shows it.
 *
 * <p>{@link dev.skerry.telemetry.TelemetryService} wires the parts; {@code log} reads Kafka into the pure model of
 * {@code fleet}, {@code probe} asks the services how they are, {@code otlp} takes apart the spans that they send, for the
 * bounded store of {@code trace}; {@code web} receives and shows. Nothing is written anywhere: a restart reads the fleet
 * again, and begins without traces.
 */
@NullMarked
package dev.skerry.telemetry;

import org.jspecify.annotations.NullMarked;
