/**
 * The guarantee of purges on real processes, and what was published, while parts are killed, stopped, starved and cut off: {@code ./skerry test --chaos}. Read
 * {@code ChaosRun} first. The same guarantee on virtual time is {@code purge-service/simulation}.
 */
@NullMarked
package dev.skerry.chaos;

import org.jspecify.annotations.NullMarked;
