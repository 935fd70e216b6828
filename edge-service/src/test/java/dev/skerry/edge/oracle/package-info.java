/** A small model of a correct shared cache, and a comparison of the whole edge with it. Shares no code with the edge. */
@org.jspecify.annotations.NullMarked
package dev.skerry.edge.oracle;
