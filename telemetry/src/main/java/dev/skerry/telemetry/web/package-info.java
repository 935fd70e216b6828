/** What is served: the picture of the platform as JSON and as a stream of events, health, metrics, and the console's files. */
@NullMarked
package dev.skerry.telemetry.web;

import org.jspecify.annotations.NullMarked;
