/** The nearest tier: the node's own heap, bounded by bytes. */
@NullMarked
package dev.skerry.edge.cache.memory;

import org.jspecify.annotations.NullMarked;
