/**
 * A whole fleet in one thread on virtual time: several PoPs, their shared stores, a shield, the logs, purge-service, an origin,
 * publishers and users. Caches and purge protocol are the real classes; the network, Kafka, Redis and the origin stand behind
 * ports and do what they may do at worst. What happens next, and in which order what is under way arrives, a seed decides.
 *
 * <p>Read {@link dev.skerry.simulation.World} first, then {@link dev.skerry.simulation.Guarantee}, which says what must never
 * happen.
 */
@NullMarked
package dev.skerry.simulation;

import org.jspecify.annotations.NullMarked;
