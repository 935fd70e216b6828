@NullMarked
package dev.skerry.purge.log;

import org.jspecify.annotations.NullMarked;
