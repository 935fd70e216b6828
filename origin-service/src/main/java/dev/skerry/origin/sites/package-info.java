/**
 * The site registry: every version of every site on disk, the active ones on {@code skerry.sites}.
 */
@NullMarked
package dev.skerry.origin.sites;

import org.jspecify.annotations.NullMarked;
