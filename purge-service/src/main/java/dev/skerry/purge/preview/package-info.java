/**
 * Previews: what a purge would hit, asked of every node, and folded to one answer. Knows no HTTP; {@code log} carries
 * questions and answers.
 */
@NullMarked
package dev.skerry.purge.preview;

import org.jspecify.annotations.NullMarked;
