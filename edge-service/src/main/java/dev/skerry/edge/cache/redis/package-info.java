/** The tier that the nodes of a PoP share: Redis, which forgets what it likes and is trusted with nothing. */
@NullMarked
package dev.skerry.edge.cache.redis;

import org.jspecify.annotations.NullMarked;
