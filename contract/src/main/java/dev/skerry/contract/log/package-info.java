/**
 * Reading the platform's topics: one thread that reads from the beginning, follows for ever and tells a {@link
 * dev.skerry.contract.log.TopicListener}; and what belongs to it, from connecting to creating topics.
 *
 * <p>Apart from the contract's values because it has threads and waits, and beside them because every service of the
 * centre reads topics in the same way. The edge, whose cache is only as right as its reading, never passes over a record,
 * and so has a reader of its own. No type of Vert.x, Netty or Quarkus appears.
 */
@NullMarked
package dev.skerry.contract.log;

import org.jspecify.annotations.NullMarked;
