@NullMarked
package dev.skerry.edge.origin;

import org.jspecify.annotations.NullMarked;
