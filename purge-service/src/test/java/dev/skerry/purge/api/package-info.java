@NullMarked
package dev.skerry.purge.api;

import org.jspecify.annotations.NullMarked;
