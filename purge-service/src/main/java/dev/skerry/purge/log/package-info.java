/**
 * What speaks Kafka: the writer of the purge log, the one reader of everything that purge-service needs to know, and the one
 * of events that ask for purges. No other package sees a type of the Kafka clients.
 */
@NullMarked
package dev.skerry.purge.log;

import org.jspecify.annotations.NullMarked;
