@NullMarked
package dev.skerry.edge.refresh;

import org.jspecify.annotations.NullMarked;
