/**
 * A small model of a correct shared cache, and a comparison of the whole edge with it. Has no rule from the edge, only its
 * types of heads and fields.
 */
@org.jspecify.annotations.NullMarked
package dev.skerry.edge.oracle;
