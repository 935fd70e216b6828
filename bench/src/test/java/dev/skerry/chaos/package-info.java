@NullMarked
package dev.skerry.chaos;

import org.jspecify.annotations.NullMarked;
