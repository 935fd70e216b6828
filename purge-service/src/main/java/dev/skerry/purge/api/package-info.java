/**
 * The HTTP API of purge-service. Resources run on virtual threads and read top to bottom; whatever goes wrong is a
 * {@link dev.skerry.purge.api.ProblemException}, which becomes RFC 9457 problem details.
 */
@NullMarked
package dev.skerry.purge.api;

import org.jspecify.annotations.NullMarked;
