@NullMarked
package dev.skerry.edge.purge;

import org.jspecify.annotations.NullMarked;
