/**
 * What speaks Kafka: one reader of the four topics that tell the fleet. No other package sees a type of the Kafka clients.
 */
@NullMarked
package dev.skerry.telemetry.log;

import org.jspecify.annotations.NullMarked;
