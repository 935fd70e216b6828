/**
 * The HTTP API: streaming in and out, conditional requests, ranges, tokens and RFC 9457 errors.
 */
@NullMarked
package dev.skerry.origin.http;

import org.jspecify.annotations.NullMarked;
