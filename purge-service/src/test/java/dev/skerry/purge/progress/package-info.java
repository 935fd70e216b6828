@NullMarked
package dev.skerry.purge.progress;

import org.jspecify.annotations.NullMarked;
