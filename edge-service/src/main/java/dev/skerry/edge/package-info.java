/** The data plane of a PoP; {@link dev.skerry.edge.Main} puts it together. */
@NullMarked
package dev.skerry.edge;

import org.jspecify.annotations.NullMarked;
