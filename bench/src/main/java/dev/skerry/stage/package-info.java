/** The platform's parts as processes of their own, for benchmarks and for the chaos run. */
@NullMarked
package dev.skerry.stage;

import org.jspecify.annotations.NullMarked;
