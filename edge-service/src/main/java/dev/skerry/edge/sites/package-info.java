/**
 * Which sites a node serves: read from the log of site versions, or from one file, compiled, and swapped atomically under
 * the requests ({@link dev.skerry.edge.sites.Sites}).
 */
@NullMarked
package dev.skerry.edge.sites;

import org.jspecify.annotations.NullMarked;
