/**
 * The receiving side of OTLP/HTTP 1.x for traces, as far as it is about bytes: what comes is taken apart within limits
 * ({@link dev.skerry.telemetry.otlp.TraceRequest}) into the values of {@code trace}. The only package that knows protobuf.
 */
@NullMarked
package dev.skerry.telemetry.otlp;

import org.jspecify.annotations.NullMarked;
