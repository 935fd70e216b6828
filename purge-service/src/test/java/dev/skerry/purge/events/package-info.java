@NullMarked
package dev.skerry.purge.events;

import org.jspecify.annotations.NullMarked;
