/** Tests. */
@NullMarked
package dev.skerry.origin.content;

import org.jspecify.annotations.NullMarked;
