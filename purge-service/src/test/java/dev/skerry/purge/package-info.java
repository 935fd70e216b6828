@NullMarked
package dev.skerry.purge;

import org.jspecify.annotations.NullMarked;
