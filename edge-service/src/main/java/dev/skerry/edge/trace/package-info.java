/**
 * Traces (W3C Trace Context, OpenTelemetry): which requests and purges are recorded, and how spans leave the node. The
 * rest of the edge sees {@link dev.skerry.edge.trace.Tracing} and {@link dev.skerry.edge.trace.Span} alone.
 */
@NullMarked
package dev.skerry.edge.trace;

import org.jspecify.annotations.NullMarked;
