@NullMarked
package dev.skerry.edge.cache.redis;

import org.jspecify.annotations.NullMarked;
