/** Tests. */
@NullMarked
package dev.skerry.origin.sites;

import org.jspecify.annotations.NullMarked;
