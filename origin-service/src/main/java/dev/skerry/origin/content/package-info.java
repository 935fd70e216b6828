/**
 * The content store: files of sites on the file system, replaced atomically. Blocking, without HTTP.
 */
@NullMarked
package dev.skerry.origin.content;

import org.jspecify.annotations.NullMarked;
