/**
 * Benchmarks of the platform on its real parts. Each prints what it did on which machine, the figures, and whether
 * its goals are met; see {@code bench/README.md}.
 */
@NullMarked
package dev.skerry.bench;

import org.jspecify.annotations.NullMarked;
