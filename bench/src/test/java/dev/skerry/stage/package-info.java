@NullMarked
package dev.skerry.stage;

import org.jspecify.annotations.NullMarked;
