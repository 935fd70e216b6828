/**
 * What a soft purge hit is asked for again in the background, hottest first, within the site's budget. {@link
 * dev.skerry.edge.refresh.SoftRefresh} decides what is next, {@link dev.skerry.edge.refresh.UpstreamAsking} asks.
 */
@NullMarked
package dev.skerry.edge.refresh;

import org.jspecify.annotations.NullMarked;
