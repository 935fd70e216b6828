@NullMarked
package dev.skerry.edge.cache.memory;

import org.jspecify.annotations.NullMarked;
