/** Tests. */
@NullMarked
package dev.skerry.origin.publish;

import org.jspecify.annotations.NullMarked;
