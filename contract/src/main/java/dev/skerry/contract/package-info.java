/**
 * What crosses the borders between services: identifiers, purges, receipts, site configuration, and their JSON, Kafka
 * and HTTP forms.
 *
 * <p>Everything in this package is an immutable value without I/O, clock or threads. No type of Vert.x, Netty or Quarkus
 * appears in the module, because both the edge (Vert.x 5) and the central services (Quarkus) read it. Every form that is
 * written to Kafka or sent over HTTP has a golden file under {@code src/test/resources/golden}.
 *
 * <p>Two packages below hold what every service must do in the same way and that is more than values: {@link
 * dev.skerry.contract.log} reads topics, {@link dev.skerry.contract.token} verifies tokens.
 */
@NullMarked
package dev.skerry.contract;

import org.jspecify.annotations.NullMarked;
