/** Upstreams of a PoP: the shield PoP and the origins, asked over pooled keep-alive connections. */
@NullMarked
package dev.skerry.edge.origin;

import org.jspecify.annotations.NullMarked;
