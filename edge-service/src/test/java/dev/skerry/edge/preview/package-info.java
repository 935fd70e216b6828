@NullMarked
package dev.skerry.edge.preview;

import org.jspecify.annotations.NullMarked;
