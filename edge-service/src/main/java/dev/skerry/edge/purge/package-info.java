/**
 * The edge's side of the purge protocol (DESIGN section 4): the log's consumer, the index of what was purged, fences,
 * the freshness lease, and the reports that receipts are made of.
 */
@NullMarked
package dev.skerry.edge.purge;

import org.jspecify.annotations.NullMarked;
