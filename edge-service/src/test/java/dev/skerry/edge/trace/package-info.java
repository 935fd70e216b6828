@NullMarked
package dev.skerry.edge.trace;

import org.jspecify.annotations.NullMarked;
