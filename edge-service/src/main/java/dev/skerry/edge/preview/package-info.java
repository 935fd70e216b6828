/**
 * Previews of purges: what a purge would hit of what this node and its PoP's Redis hold, counted without changing anything of
 * it. Questions and answers go by Kafka, since that is all that reaches a PoP from the centre.
 */
@NullMarked
package dev.skerry.edge.preview;

import org.jspecify.annotations.NullMarked;
