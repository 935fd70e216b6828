/**
 * What crosses the borders between services: identifiers, purges, receipts, site configuration, and their JSON, Kafka
 * and HTTP forms.
 *
 * <p>Everything here is an immutable value without I/O, clock or threads. No type of Vert.x, Netty or Quarkus appears,
 * because both the edge (Vert.x 5) and the central services (Quarkus) read it. Every form that is written to Kafka or
 * sent over HTTP has a golden file under {@code src/test/resources/golden}.
 */
@NullMarked
package dev.skerry.contract;

import org.jspecify.annotations.NullMarked;
