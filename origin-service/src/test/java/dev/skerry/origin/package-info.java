/** Tests. */
@NullMarked
package dev.skerry.origin;

import org.jspecify.annotations.NullMarked;
