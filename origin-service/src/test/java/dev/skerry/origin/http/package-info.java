/** Tests. */
@NullMarked
package dev.skerry.origin.http;

import org.jspecify.annotations.NullMarked;
