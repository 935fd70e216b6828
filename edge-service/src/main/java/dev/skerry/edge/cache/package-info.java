/**
 * What is kept: {@link dev.skerry.edge.cache.StoredResponse}, its {@link dev.skerry.edge.cache.Body}, and the tiers that
 * keep them ({@link dev.skerry.edge.cache.CacheTier}): memory in the node, Redis in the PoP.
 */
@NullMarked
package dev.skerry.edge.cache;

import org.jspecify.annotations.NullMarked;
